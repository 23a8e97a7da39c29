import type { TakeoverReport } from '../../../src/model/takeover/take-over.js';
import type { OriginalRows } from './dump.js';

/** Values of a part of a row that is wrong. Reports must not have it. */
export const CANARY = 'canary';
/** A text of this length that has the canary. */
export const longText = (length: number): string => CANARY.padEnd(length, 'x');

type Row = OriginalRows[number];
export type Change = (rows: OriginalRows) => OriginalRows;

/** Changes the row with this id. */
export const setting =
  (id: string, values: Row): Change =>
  (rows) =>
    rows.map((row) => (row.id === id ? { ...row, ...values } : row));

/** Adds a copy of the first row with other values. */
export const copying =
  (values: Row): Change =>
  (rows) => [...rows, { ...rows[0], ...values }];

/** The problems of a report as lines: left out (-) or changed (~). */
export function printProblems({ problems }: TakeoverReport): string[] {
  return problems.kept.map(
    ({ isLeftOut, table, row, reason }) => `${isLeftOut ? '-' : '~'} ${table} ${row}: ${reason}`,
  );
}
