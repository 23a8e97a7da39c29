import type { Db } from '../../db/database.js';
import { Query } from '../../db/query.js';
import type { Viewer } from '../accounts/viewer.js';
import { whereVisible } from '../nodes/filter.js';
import { NODE_COLUMNS, NODE_JOINS, type NodeRow } from '../nodes/view.js';

/** What machines send: the output of commissioning scripts, or the logs of installers. */
export type ResultKind = 'commissioning' | 'installation';

/** A file that a machine sent, with its node. */
export interface NodeResult extends NodeRow {
  readonly result_id: number;
  readonly result_name: string;
  /** The exit code of the script or of the installer. */
  readonly script_result: number;
  readonly data: Uint8Array;
  readonly created: Date;
  readonly updated: Date;
}

/** A filter for results. Absent members do not restrict. Unknown values match nothing. */
export interface ResultFilter {
  /** Only results of nodes that this user may see in lists. */
  readonly viewer: Viewer;
  readonly systemIds: readonly string[];
  readonly names: readonly string[];
}

const PAGE = 500;
/** Bytes of data per page, unless a single result has more. */
const PAGE_BYTES = 4 * 1_048_576;

/** The results in the order of their ids, page by page, so that long outputs cost little memory. */
export async function* readResultPages(
  db: Db,
  kind: ResultKind,
  filter: ResultFilter,
): AsyncGenerator<NodeResult[], void, undefined> {
  for (let after = 0; ; ) {
    const rows = await page(db, kind, filter, after);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.result_id;
  }
}

/** Reads a page of results. PostgreSQL knows the size of a value without reading it. */
function page(
  db: Db,
  kind: ResultKind,
  { viewer, systemIds, names }: ResultFilter,
  after: number,
): Promise<NodeResult[]> {
  const query = new Query();
  query.where(`r.id > ${query.bind(after)}`);
  if (systemIds.length > 0) query.where(`n.system_id = ANY(${query.bind(systemIds)}::text[])`);
  if (names.length > 0) query.where(`r.name = ANY(${query.bind(names)}::text[])`);
  whereVisible(query, viewer);
  const text = `WITH page AS (
    SELECT id, sum(bytes) OVER (ORDER BY id) - bytes AS before FROM (
      SELECT r.id, octet_length(r.data) AS bytes FROM ${kind}_results r JOIN nodes n ON n.id = r.node_id
      WHERE ${query.all} ORDER BY r.id LIMIT ${PAGE}) AS next)
    SELECT r.id AS result_id, r.name AS result_name, r.script_result, r.data, r.created, r.updated, ${NODE_COLUMNS}
    FROM page p JOIN ${kind}_results r ON r.id = p.id JOIN nodes n ON n.id = r.node_id ${NODE_JOINS}
    WHERE p.before < ${PAGE_BYTES} ORDER BY r.id`;
  return db.sql(query.statement<NodeResult>('results_list', text), ...query.values);
}
