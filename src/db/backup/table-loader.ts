import pg from 'pg';
import { BackupError, type TableStart } from './format.js';
import type { Table } from './tables.js';

const BATCH_BYTES = 1_000_000;

/** Inserts the rows of one table from a backup, in batches. */
export class TableLoader {
  #lines: string[] = [];
  #bytes = 0;

  private constructor(
    private readonly client: pg.Client,
    private readonly insert: string,
  ) {}

  /** @throws BackupError when the database has no such table or column */
  static for(client: pg.Client, start: TableStart, tables: readonly Table[]): TableLoader {
    const table = tables.find(({ name }) => name === start.table);
    if (!table) throw new BackupError(`The backup has a table ${start.table} that this version does not know.`);
    const values = start.columns.map((column, position) => {
      const type = table.columns.find(({ name }) => name === column)?.type;
      if (type === undefined) throw new BackupError(`The backup has an unknown column ${start.table}.${column}.`);
      return `(line->>${position})::${type}`;
    });
    const columns = start.columns.map((column) => pg.escapeIdentifier(column)).join(', ');
    const insert = `INSERT INTO ${pg.escapeIdentifier(table.name)} (${columns})
      SELECT ${values.join(', ')} FROM json_array_elements($1::json) AS line`;
    return new TableLoader(client, insert);
  }

  async add(line: string): Promise<void> {
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes >= BATCH_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    await this.client.query(this.insert, [`[${this.#lines.join(',')}]`]);
    this.#lines = [];
    this.#bytes = 0;
  }
}
