import pg from 'pg';
import { type Cell, copyRows } from '../../db/bulk/copy-in.js';
import { DumpError } from '../../db/pg-dump/error.js';
import { type DumpRow, readDump } from '../../db/pg-dump/read-dump.js';
import type { ProblemList } from './mapping/problems.js';
import type { TableMapping } from './mapping/table-mapping.js';

const BATCH_BYTES = 1_000_000;
/** Tables that only later versions than 1.6 have. */
const OF_LATER_VERSIONS = ['maasserver_bootresource'];
/** Tables that have rows in each database of MAAS 1.5 and 1.6. */
const NEVER_EMPTY = ['auth_user', 'maasserver_nodegroup', 'maasserver_zone'];

/** The columns of each table of the original that is read, except for `id`. */
export type StagedTables = ReadonlyMap<string, readonly string[]>;

/** The tables that mappings read, with those that they join. */
export function listStagedTables(mappings: readonly TableMapping[]): StagedTables {
  const tables = mappings.flatMap(({ source, columns, joined }) => [
    { source, columns },
    ...(joined ? [{ source: joined.source, columns: joined.columns }] : []),
  ]);
  return new Map(tables.map(({ source, columns }) => [source, columns.filter((column) => column !== 'id')]));
}

/** The temporary table for the rows of a table of the original. */
export const stagedName = (source: string): string => `original_${source}`;

/**
 * Copies the rows of a dump to temporary tables, as texts. They end with the transaction, so that the rows can be read
 * in any order in bounded memory.
 * @returns the number of rows
 * @throws DumpError when the dump is cut off, or is not of a database of MAAS 1.5 or 1.6
 */
export async function stageDump(
  client: pg.ClientBase,
  content: AsyncIterable<Buffer>,
  tables: StagedTables,
  problems: ProblemList,
): Promise<number> {
  for (const [source, columns] of tables) await createTable(client, source, columns);
  const wanted = new Set([...tables.keys(), ...OF_LATER_VERSIONS]);
  const stage = new Stage(client, tables, problems);
  const rows = readDump(content, wanted, ({ table, line, reason }) => {
    problems.add({ table, row: `line ${line}`, reason, isLeftOut: true });
  });
  for await (const row of rows) await stage.add(row);
  await stage.flush();
  const empty = NEVER_EMPTY.find((table) => !stage.seen.has(table));
  if (empty !== undefined) throw new DumpError(`This is not a dump of MAAS 1.5 or 1.6: it has no rows of ${empty}.`);
  for (const source of tables.keys()) await client.query(`ANALYZE ${pg.escapeIdentifier(stagedName(source))}`);
  return stage.rows;
}

async function createTable(client: pg.ClientBase, source: string, columns: readonly string[]): Promise<void> {
  const definitions = columns.map((column) => `, ${pg.escapeIdentifier(column)} text`).join('');
  const name = pg.escapeIdentifier(stagedName(source));
  await client.query(`CREATE TEMPORARY TABLE ${name} (id integer NOT NULL${definitions}) ON COMMIT DROP`);
}

/** Collects rows of one table after the other, and inserts them in batches. */
class Stage {
  readonly seen = new Set<string>();
  rows = 0;
  #table = '';
  #batch: Cell[][] = [];
  #bytes = 0;

  constructor(
    private readonly client: pg.ClientBase,
    private readonly tables: StagedTables,
    private readonly problems: ProblemList,
  ) {}

  async add({ table, columns, values, line }: DumpRow): Promise<void> {
    const wanted = this.tables.get(table);
    if (!wanted) throw new DumpError(`This is a dump of MAAS 1.7 or later: it has rows of ${table}.`);
    if (table !== this.#table) await this.flush();
    this.#table = table;
    const byColumn = new Map(columns.map((column, position) => [column, values[position] ?? null]));
    const id = byColumn.get('id') ?? '';
    if (!/^[1-9]\d{0,8}$/.test(id)) {
      this.problems.add({ table, row: `line ${line}`, reason: 'id: is not the id of a row', isLeftOut: true });
      return;
    }
    this.seen.add(table);
    this.rows += 1;
    this.#batch.push([id, ...wanted.map((column) => byColumn.get(column) ?? null)]);
    this.#bytes += values.reduce((sum, value) => sum + (value?.length ?? 0), 0);
    if (this.#bytes >= BATCH_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const columns = this.tables.get(this.#table) ?? [];
    await copyRows(this.client, stagedName(this.#table), ['id', ...columns], this.#batch);
    this.#batch = [];
    this.#bytes = 0;
  }
}
