import { NotFound } from '../errors.js';

/** The first of the rows that a statement gives. @throws NotFound when it gives no row */
export async function firstRow<Row>(rows: Promise<readonly Row[]>): Promise<Row> {
  const [row] = await rows;
  if (row === undefined) throw new NotFound();
  return row;
}
