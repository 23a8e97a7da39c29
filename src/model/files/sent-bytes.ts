import type { Readable } from 'node:stream';
import type { Db } from '../../db/database.js';
import { storeFileContent } from './file-content.js';

/** Bytes as parameters of a statement: they themselves, or the id of a content that holds them. */
export type SentBytes = readonly [data: Uint8Array | null, contentId: number | null];

/** A transaction encodes the bytes of a statement in one turn. Larger ones would hold up all other requests. */
const MOST_IN_STATEMENT = 1_048_576;

/**
 * Sends bytes for a later statement to PostgreSQL. Large ones become a content without a file, which is purged later.
 * @param db outside of any transaction
 */
export async function sendBytes(
  db: Db,
  source: { readonly size: number; bytes(): Promise<Buffer>; stream(): Readable },
): Promise<SentBytes> {
  if (source.size <= MOST_IN_STATEMENT) return [await source.bytes(), null];
  return [null, await storeFileContent(db, source.stream())];
}

/** The bytes in SQL. @param data @param contentId the placeholders of the parameters */
export function sentBytes(data: string, contentId: string): string {
  return `coalesce(${data}::bytea,
    (SELECT string_agg(c.data, ''::bytea ORDER BY c.position) FROM file_chunks c WHERE c.content_id = ${contentId}::int))`;
}
