import type pg from 'pg';

/** The bytes that are fetched at a time. A single row may have more. */
const BATCH_BYTES = 1_000_000;
const MAX_BATCH_ROWS = 5_000;

/**
 * Reads the rows of a query in batches of bounded size, within a transaction.
 * @param sizeOf the bytes of a row
 * @param mostRows the rows of a batch at most: rows that are much larger than those before them make a large batch
 */
export async function* readBatches<Row extends pg.QueryResultRow>(
  client: pg.ClientBase,
  query: string,
  sizeOf: (row: Row) => number,
  mostRows = MAX_BATCH_ROWS,
): AsyncGenerator<Row[]> {
  await client.query(`DECLARE batches NO SCROLL CURSOR FOR ${query}`);
  for (let count = 1; ; ) {
    const { rows } = await client.query<Row>(`FETCH ${count} FROM batches`);
    if (rows.length === 0) break;
    const bytes = rows.reduce((sum, row) => sum + sizeOf(row), 0);
    yield rows;
    count = Math.min(nextCount(count, bytes / rows.length), mostRows);
  }
  await client.query('CLOSE batches');
}

/** The number of rows to fetch next. It grows slowly, as the next rows may be larger. */
function nextCount(count: number, rowBytes: number): number {
  return Math.max(1, Math.min(count * 2, MAX_BATCH_ROWS, Math.floor(BATCH_BYTES / Math.max(rowBytes, 1))));
}
