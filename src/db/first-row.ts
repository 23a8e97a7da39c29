import { NotFound } from '../errors.js';

/** Returns the first row of a statement's result. @throws NotFound when the result is empty */
export async function firstRow<Row>(rows: Promise<readonly Row[]>): Promise<Row> {
  const [row] = await rows;
  if (row === undefined) throw new NotFound();
  return row;
}
