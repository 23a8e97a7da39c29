import type { Db } from '../database.js';
import type { Statement } from '../statement.js';
import { DatabaseBatch } from './database-batch.js';

/** A placeholder of SQL, such as `$1`. */
type Placeholder = `$${number}`;

/** The most keys of one statement. */
const MOST = 50;

interface Definition<Row> {
  /** Selects the rows whose key is in the placeholder, a text[]. */
  select(keys: Placeholder): string;
  keyOf(row: Row): string;
}

/**
 * A read of rows by their keys, which is a statement of its own or a part of another one. The rows are one JSON text,
 * which is parsed faster than rows of columns.
 */
export class KeyedRead<Row> {
  /** Reads one row. Concurrent reads are one statement. Returns undefined when no row has the key. */
  readonly one: (db: Db, key: string) => Promise<Row | undefined>;

  /** @param make makes the statement of its own from its text */
  constructor(
    private readonly definition: Definition<Row>,
    make: (text: string) => Statement<[readonly string[]], { found: Row[] }>,
  ) {
    const alone = make(`SELECT ${this.json('$1')} AS found`);
    const reads = new DatabaseBatch(async (db, keys: readonly string[]) => {
      const [row] = await db.sql(alone, [...new Set(keys)]);
      const rows = this.byKey(row?.found ?? []);
      return keys.map((key) => rows.get(key));
    }, MOST);
    this.one = (db, key) => reads.ask(db, key);
  }

  /** An expression for all rows. */
  json(keys: Placeholder): string {
    return `(SELECT coalesce(json_agg(r), '[]') FROM (${this.definition.select(keys)}) r)`;
  }

  /** The rows by their keys. */
  byKey(rows: readonly Row[]): Map<string, Row> {
    return new Map(rows.map((row) => [this.definition.keyOf(row), row]));
  }
}

/** A row that the statement of something else reads beside it, so that a client waits for one round trip, not for two. */
export interface Beside<Row = unknown> {
  readonly read: KeyedRead<Row>;
  readonly key: string;
  /** Gets the row, or undefined when none has the key. It is not called when the other thing is refused. */
  accept(row: Row | undefined): void;
}
