import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { NotFound } from '../../errors.js';

/** A file without its content. */
export interface StoredFile {
  readonly filename: string;
  /** Opens the file without credentials. */
  readonly key: string;
  /** Bytes */
  readonly size: number;
  readonly contentId: number;
}

export const FILENAME_LENGTH = 255;

/** The header by which clients recognise that a file is missing, not the resource (docs/contract/rest.md 2). */
const MISSING = { Workaround: 'bug1123986' };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const COLUMNS = 'f.filename, f.key::text AS key, f.size::float8 AS size, f.content_id AS "contentId"';

/**
 * Inserts a file, or gives an existing file of the same name and owner a new content. Id and key stay. A trigger
 * detaches the old content. A deleted owner or content violates a foreign key.
 */
const put = statement<[string, number, number, number], never>(
  'file_put',
  `WITH used AS (UPDATE file_contents SET unused_since = NULL WHERE id = $4)
   INSERT INTO files (filename, owner_id, key, size, content_id)
   VALUES ($1, $2, gen_random_uuid(), $3::float8, $4)
   ON CONFLICT (filename, owner_id) DO UPDATE SET size = excluded.size, content_id = excluded.content_id`,
);

const own = statement<[string, number], StoredFile>(
  'file_own',
  `SELECT ${COLUMNS} FROM files f WHERE f.filename = $1 AND f.owner_id = $2`,
);

const visible = statement<[string, number | null], StoredFile>(
  'file_visible',
  `SELECT ${COLUMNS} FROM files f WHERE f.filename = $1
   ORDER BY f.owner_id IS NOT DISTINCT FROM $2::int DESC, f.id DESC LIMIT 1`,
);

const byKey = statement<[string], StoredFile>('file_by_key', `SELECT ${COLUMNS} FROM files f WHERE f.key = $1::uuid`);

const list = statement<[number, string], StoredFile>(
  'file_list',
  `SELECT ${COLUMNS} FROM files f WHERE f.owner_id = $1 AND starts_with(f.filename, $2) ORDER BY f.filename COLLATE "C"`,
);

const remove = statement<[string, number], { id: number }>(
  'file_delete',
  'DELETE FROM files WHERE filename = $1 AND owner_id = $2 RETURNING id',
);

/** Makes a stored content a user's file. An existing file of this name gets the new content. */
export async function putFile(db: Db, ownerId: number, filename: string, size: number, contentId: number) {
  await db.transaction((tx) => tx.sql(put, filename, ownerId, size, contentId));
}

/** A user's own file. @throws NotFound */
export async function readOwnFile(db: Db, ownerId: number, filename: string): Promise<StoredFile> {
  return found(await db.sql(own, filename, ownerId));
}

/**
 * The file that a name stands for: the caller's own one, else the newest one of any owner.
 * @param callerId undefined for an anonymous caller
 * @throws NotFound
 */
export async function readVisibleFile(db: Db, callerId: number | undefined, filename: string): Promise<StoredFile> {
  return found(await db.sql(visible, filename, callerId ?? null));
}

/** @throws NotFound */
export async function readFileByKey(db: Db, key: string): Promise<StoredFile> {
  return found(UUID.test(key) ? await db.sql(byKey, key) : []);
}

/** A user's files whose names begin with `prefix`, by name. */
export function listFiles(db: Db, ownerId: number, prefix: string): Promise<StoredFile[]> {
  return db.sql(list, ownerId, prefix);
}

/** @throws NotFound */
export async function deleteFile(db: Db, ownerId: number, filename: string): Promise<void> {
  found(await db.sql(remove, filename, ownerId));
}

function found<Row>([row]: readonly Row[]): Row {
  if (!row) throw new NotFound(undefined, MISSING);
  return row;
}
