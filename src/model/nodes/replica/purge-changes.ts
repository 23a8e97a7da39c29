import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';

/** The most changes in the log, about 7 MB. */
const MOST_CHANGES = 100_000;

/** The new row without a node makes all processes read all nodes again, as they may not have seen the deleted rows. */
const purge = statement<[number], { count: number }>(
  'node_changes_purge',
  `WITH gone AS (
     DELETE FROM node_changes WHERE (SELECT sum(coalesce(cardinality(macs), 1)) FROM node_changes) > $1 RETURNING 1
   ), mark AS (
     INSERT INTO node_changes (node_id) SELECT NULL WHERE EXISTS (SELECT FROM gone)
   )
   SELECT count(*)::int AS count FROM gone`,
);

/** Empties the log of changes when it has grown long. @returns how many rows were deleted */
export async function purgeNodeChanges(db: Db, most = MOST_CHANGES): Promise<number> {
  const [row] = await db.sql(purge, most);
  return row?.count ?? 0;
}
