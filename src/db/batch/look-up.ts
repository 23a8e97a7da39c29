import type { Statement } from '../statement.js';
import { DatabaseBatch } from './database-batch.js';

/** A row, with the key by which it was looked up. */
export interface Keyed<Key> {
  readonly key: Key;
}

/** The most keys of one statement. It bounds the memory for the rows. */
const MOST = 50;

/**
 * Makes a look-up of rows by their unique keys. Concurrent look-ups are one statement.
 * @param statement gets the keys, each once, and returns at most one row for each of them
 */
export function lookUp<Key, Row extends Keyed<Key>>(
  statement: Statement<[keys: readonly Key[]], Row>,
): DatabaseBatch<Key, Row | undefined> {
  return new DatabaseBatch(async (db, keys) => {
    const rows = await db.sql(statement, [...new Set(keys)]);
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.map((key) => byKey.get(key));
  }, MOST);
}
