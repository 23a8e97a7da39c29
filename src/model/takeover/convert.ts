import pg from 'pg';
import { type Cell, copyRows } from '../../db/bulk/copy-in.js';
import { readBatches } from '../../db/bulk/cursor.js';
import { DumpError } from '../../db/pg-dump/error.js';
import type { Conversion } from './mapping/conversion.js';
import type { NewRow, OriginalRow, TableMapping } from './mapping/table-mapping.js';
import { stagedName } from './staging.js';

/** PostgreSQL's classes of errors for values that do not fit a type or a constraint. */
const REFUSED_VALUE = /^2[23]/;

/** How many rows of a table of the original were read, and how many of them are taken over. */
export interface TableCount {
  readonly table: string;
  readonly read: number;
  readonly taken: number;
}

/** Converts the staged rows of a table, and inserts them batch by batch. @param onRows called with the number of rows */
export async function convertTable(
  client: pg.ClientBase,
  mapping: TableMapping,
  conversion: Conversion,
  onRows: (count: number) => void,
): Promise<TableCount> {
  conversion.beginTable(mapping.source);
  let [read, taken, previous] = [0, 0, 0];
  for await (const batch of readBatches<OriginalRow>(client, queryOf(mapping), sizeOf, mapping.mostRows)) {
    const inserts: NewRow[] = [];
    for (const row of batch) {
      const id = Number(row.id);
      conversion.begin(id);
      if (id === previous) conversion.leaveOut('id: another row has the same');
      const rows = id === previous ? [] : mapping.convert(row, conversion);
      previous = id;
      taken += rows.length > 0 ? 1 : 0;
      inserts.push(...rows);
    }
    read += batch.length;
    await insert(client, mapping.source, inserts);
    onRows(batch.length);
  }
  return { table: mapping.source, read, taken };
}

/** The statement that reads staged rows by id. */
function queryOf({ source, columns, joined }: TableMapping): string {
  const name = pg.escapeIdentifier;
  const own = columns.map((column) => `o.${name(column)}::text AS ${name(column)}`);
  const from = `FROM ${name(stagedName(source))} o`;
  if (!joined) return `SELECT ${own.join(', ')} ${from} ORDER BY o.id`;
  const others = joined.columns.map((column) => `j.${name(column)} AS ${name(`${joined.source}.${column}`)}`);
  return `SELECT ${[...own, ...others].join(', ')} ${from}
    LEFT JOIN ${name(stagedName(joined.source))} j ON j.id::text = o.${name(joined.by)} ORDER BY o.id`;
}

function sizeOf(row: OriginalRow): number {
  return Object.values(row).reduce((sum, value) => sum + (value?.length ?? 0), 0);
}

/** Inserts new rows, each table after those before it in a row's list. */
async function insert(client: pg.ClientBase, source: string, rows: readonly NewRow[]): Promise<void> {
  const byTable = new Map<string, NewRow[]>();
  for (const row of rows) {
    const same = byTable.get(row.table);
    if (same) same.push(row);
    else byTable.set(row.table, [row]);
  }
  for (const [table, same] of byTable) {
    const columns = Object.keys(same[0]?.values ?? {});
    const cells = same.map(({ values }) => columns.map((column): Cell => values[column] ?? null));
    try {
      await copyRows(client, table, columns, cells);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || !REFUSED_VALUE.test(error.code ?? '')) throw error;
      // Its message may have values.
      const reason = error.constraint ?? `error ${error.code}`;
      throw new DumpError(`PostgreSQL does not accept rows of ${source}: ${reason}.`);
    }
  }
}
