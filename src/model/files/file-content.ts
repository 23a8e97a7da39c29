import type { Db } from '../../db/database.js';
import { withoutBudget } from '../../db/request-scope.js';
import { statement } from '../../db/statement.js';
import { Unavailable } from '../../errors.js';
import type { FileStore } from '../../params/input.js';

/** The bytes of a chunk. The number is a multiple of 3, so that chunks in base64 have no padding. */
const CHUNK = 3 * 256 * 1_024;
/** Hours for which a content without a file is kept, as clients may still be reading it. */
const KEPT_HOURS = 6;
const PURGE_BATCH = 100;

const insertContent = statement<[], { id: number }>(
  'file_content_new',
  'INSERT INTO file_contents DEFAULT VALUES RETURNING id',
);

// It does not wait for the disk.
const insertChunk = statement<[number, number, Uint8Array], { set_config: string }>(
  'file_chunk_write',
  `INSERT INTO file_chunks (content_id, position, data) VALUES ($1, $2, $3::bytea)
   RETURNING set_config('synchronous_commit', 'off', true)`,
);

// It waits for the disk, also for all earlier commits. A crash of PostgreSQL before it may have lost chunks.
const completeContent = statement<[number, number], { id: number }>(
  'file_content_complete',
  `UPDATE file_contents SET unused_since = now()
   WHERE id = $1 AND (SELECT count(*) FROM file_chunks WHERE content_id = $1) = $2 RETURNING id`,
);

const selectChunk = (contentId: number, position: number) =>
  `SELECT data FROM file_chunks WHERE content_id = ${contentId} AND position = ${position}`;

const purge = statement<[number, number], { count: number }>(
  'file_contents_purge',
  `WITH gone AS (
     DELETE FROM file_contents WHERE id IN (
       SELECT id FROM file_contents WHERE unused_since < now() - make_interval(hours => $1)
       LIMIT $2 FOR UPDATE SKIP LOCKED
     ) RETURNING 1
   )
   SELECT count(*)::int AS count FROM gone`,
);

/**
 * Stores bytes chunk by chunk, as a content without a file. The content is invisible until a file refers to it. Without
 * a file it is purged later. The next chunk is read while PostgreSQL stores one.
 * @returns the id of the content
 * @throws Unavailable when PostgreSQL has lost a part meanwhile
 */
export async function storeFileContent(db: Db, bytes: AsyncIterable<Buffer>): Promise<number> {
  const [content] = await db.sql(insertContent);
  if (!content) throw new Error('PostgreSQL gave no id for a content.');
  let position = 0;
  let stored: Promise<unknown> = Promise.resolve();
  for await (const chunk of chunked(bytes)) {
    await stored;
    const place = position++;
    // All chunks of a large file may take longer than a request may wait. Each of them has the limit of a statement.
    stored = withoutBudget(() => db.sql(insertChunk, content.id, place, chunk));
    // An error is thrown when `stored` is awaited.
    stored.catch(() => {});
  }
  await stored;
  const [complete] = await db.sql(completeContent, content.id, position);
  if (!complete) throw new Unavailable('The database has lost a part of the content, try again.');
  return content.id;
}

/** The bytes of a content, chunk by chunk. The next chunk is fetched while the current one is used. */
export async function* readFileContent(
  db: Db,
  contentId: number,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const count = Math.ceil(size / CHUNK);
  const fetch = (position: number) => (position < count ? db.readBytes(selectChunk(contentId, position)) : undefined);
  let next = fetch(0);
  for (let position = 0; position < count; position += 1) {
    const chunk = await next;
    if (!chunk) throw new Error(`Chunk ${position} of content ${contentId} is not there.`);
    next = fetch(position + 1);
    // An error is thrown when `next` is awaited. When the client is gone, `next` is never awaited.
    next?.catch(() => {});
    yield chunk;
  }
}

/** Stores files of requests as contents. */
export function fileStore(db: Db): FileStore {
  return {
    store: (bytes) => storeFileContent(db, bytes),
    read: (id, size) => readFileContent(db, id, size),
  };
}

/** Deletes contents that have had no file for hours, batch by batch. @returns how many were deleted */
export async function purgeFileContents(db: Db): Promise<number> {
  let purged = 0;
  for (;;) {
    const [row] = await db.sql(purge, KEPT_HOURS, PURGE_BATCH);
    const count = row?.count ?? 0;
    purged += count;
    if (count < PURGE_BATCH) return purged;
  }
}

/** A content in chunks, as they are stored. */
export function cutContent(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.length / CHUNK);
  return Array.from({ length: count }, (_, position) => bytes.subarray(position * CHUNK, (position + 1) * CHUNK));
}

/** The same bytes in chunks of one size. The last chunk may be shorter. */
async function* chunked(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  for await (let piece of bytes) {
    while (length + piece.length >= CHUNK) {
      const taken = CHUNK - length;
      yield Buffer.concat([...pieces, piece.subarray(0, taken)]);
      piece = piece.subarray(taken);
      pieces = [];
      length = 0;
    }
    if (piece.length > 0) pieces.push(piece);
    length += piece.length;
  }
  if (length > 0) yield Buffer.concat(pieces);
}
