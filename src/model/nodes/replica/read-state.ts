import type { Db } from '../../../db/database.js';
import { firstRow } from '../../../db/first-row.js';
import { Query } from '../../../db/query.js';
import type { Viewer } from '../../accounts/viewer.js';
import { whereVisible } from '../filter.js';
import { NODE_COLUMNS, NODE_JOINS, type NodeRow } from '../view.js';

/** What one snapshot of the database shows to a viewer, and which nodes changed since an earlier snapshot. */
export interface NodesState {
  /** The ids of the nodes that the viewer may see in lists, in ascending order: 4 bytes each, big-endian. */
  readonly ids: Uint8Array;
  /** How many nodes of all changed, including deleted ones; null: any may have changed. */
  readonly changes: number | null;
  /** The ids of the changed nodes, and the nodes of these that exist; null: there are more than the caller takes. */
  readonly changed: readonly number[] | null;
  readonly rows: readonly NodeRow[] | null;
  readonly moment: Moment;
}

/** A moment in the life of a database. */
export interface Moment {
  /** The snapshot, as PostgreSQL writes a pg_snapshot: it begins with the oldest transaction that had not ended. */
  readonly snapshot: string;
  /** The database, its server's start and its table of nodes. Transactions of another origin cannot be compared. */
  readonly origin: string;
}

/** A moment before all changes. */
export const NEVER: Moment = { snapshot: '1:1:', origin: '' };

/** PostgreSQL compares transactions that are at most 2 ** 31 apart. */
const MOST_TRANSACTIONS = 1_000_000_000;

/**
 * Reads the state of the nodes by one statement, and so from one snapshot. A row version holds the transaction that made
 * it, so nodes need no log of their own changes. The nodes of changed leases are found here, as the transaction of a
 * lease may not see a new MAC address. Restored servers count transactions anew, hence the origin. An age is
 * counted from a transaction that PostgreSQL reads before the snapshot, so it is negative for later ones.
 * @param since changes that this moment shows do not count, but those of nodes may count again
 * @param most the greatest number of changed nodes to read
 */
export function readState(db: Db, viewer: Viewer, since: Moment, most: number): Promise<NodesState> {
  const query = new Query();
  const snapshot = `${query.bind(since.snapshot)}::text::pg_snapshot`;
  const isNever = `${query.bind(since === NEVER)}::bool`;
  const limit = query.bind(most);
  whereVisible(query, viewer);
  const text = `
    WITH logged AS MATERIALIZED (
      SELECT c.node_id, c.macs FROM node_changes c
      WHERE NOT ${isNever}
        AND c.changed >= pg_snapshot_xmin(${snapshot}) AND NOT pg_visible_in_snapshot(c.changed, ${snapshot})
    ), changed AS MATERIALIZED (
      SELECT n.id FROM nodes n
      WHERE ${isNever} OR age(n.xmin) BETWEEN -${MOST_TRANSACTIONS} AND age(pg_snapshot_xmin(${snapshot})::xid)
      UNION
      SELECT node_id FROM logged WHERE macs IS NULL
      UNION
      SELECT m.node_id FROM logged CROSS JOIN unnest(logged.macs) AS mac JOIN mac_addresses m USING (mac)
    ), counted AS MATERIALIZED (
      SELECT CASE WHEN bool_and(id IS NOT NULL) IS FALSE THEN NULL ELSE count(*)::int END AS changes FROM changed
    )
    SELECT coalesce((SELECT string_agg(int4send(n.id), '' ORDER BY n.id) FROM nodes n WHERE ${query.all}), '') AS ids,
      c.changes,
      CASE WHEN c.changes <= ${limit}::int THEN ARRAY(SELECT id FROM changed) END AS changed,
      CASE WHEN c.changes <= ${limit}::int THEN (
        SELECT coalesce(json_agg(r), '[]') FROM (
          SELECT ${NODE_COLUMNS} FROM changed JOIN nodes n USING (id) ${NODE_JOINS}
        ) r
      ) END AS rows,
      json_build_object(
        'snapshot', pg_current_snapshot()::text,
        'origin', concat_ws(' ', d.oid, pg_postmaster_start_time(), 'nodes'::regclass::oid, pg_relation_filenode('nodes'))
      ) AS moment
    FROM counted c, pg_database d WHERE d.datname = current_database()`;
  return firstRow(db.sql(query.statement<NodesState>('nodes_state', text), ...query.values));
}

/** Whether changes since the earlier moment can be told from older ones. */
export function isComparable(earlier: Moment, later: Moment): boolean {
  if (earlier === NEVER) return true;
  return earlier.origin === later.origin && oldestTransaction(later) - oldestTransaction(earlier) < MOST_TRANSACTIONS;
}

function oldestTransaction({ snapshot }: Moment): number {
  return Number(snapshot.slice(0, snapshot.indexOf(':')));
}
