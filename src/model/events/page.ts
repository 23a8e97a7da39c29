import type { Query } from '../../db/query.js';

/** A page of a list by id, newest first. */
export interface Page {
  readonly limit: number;
  /** Only rows that are older than the one with this id. */
  readonly before?: number;
  /** Only rows newer than the one with this id. The limit keeps the oldest, so that polling clients miss none. */
  readonly after?: number;
}

/** Restricts a query to a page. Returns the end of its text. @param id the column of the id */
export function paginate(query: Query, id: string, { limit, before, after }: Page): string {
  if (before !== undefined) query.where(`${id} < ${query.bind(before)}`);
  if (after !== undefined) query.where(`${id} > ${query.bind(after)}`);
  const order = after === undefined ? 'DESC' : 'ASC';
  return `WHERE ${query.all} ORDER BY ${id} ${order} LIMIT ${query.bind(limit)}`;
}

/** The rows of a page, newest first. */
export function newestFirst<Row>(rows: Row[], { after }: Page): Row[] {
  return after === undefined ? rows : rows.reverse();
}

/** SQL for a time in the form in which events show it. @param column of type timestamptz */
export function eventTime(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'Dy, DD Mon. YYYY HH24:MI:SS')`;
}
