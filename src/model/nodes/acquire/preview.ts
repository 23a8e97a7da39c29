import type { Db } from '../../../db/database.js';
import { Query } from '../../../db/query.js';
import { type NodeRow, selectNodes } from '../view.js';
import { type Acquirer, explainRefusal, whereReady } from './acquire.js';
import type { Conditions } from './constraints.js';

/**
 * Finds the node that `acquireNode` would take, and takes and locks none.
 * @throws Conflict with the constraints that no ready node meets
 */
export async function previewNode(db: Db, acquirer: Acquirer, conditions: Conditions): Promise<NodeRow> {
  const query = new Query();
  whereReady(query, acquirer.viewer);
  for (const condition of conditions.values()) query.where(condition(query));
  const text = `${selectNodes('nodes')} WHERE ${query.all} ORDER BY n.id LIMIT 1`;
  const [node] = await db.sql(query.statement<NodeRow>('acquire_preview', text), ...query.values);
  if (!node) throw await explainRefusal(db, acquirer, conditions);
  return node;
}

/** How many ready nodes meet each constraint by itself. */
export async function countMatches(
  db: Db,
  { viewer }: Acquirer,
  conditions: Conditions,
): Promise<Record<string, number>> {
  const query = new Query();
  whereReady(query, viewer);
  const counts = [...conditions.values()]
    .map((condition) => `count(*) FILTER (WHERE ${condition(query)})::int`)
    .join(', ');
  const text = `SELECT ARRAY[${counts}]::int[] AS counts FROM nodes n WHERE ${query.all}`;
  const [row] = await db.sql(query.statement<{ counts: number[] }>('acquire_counts', text), ...query.values);
  return Object.fromEntries([...conditions.keys()].map((name, index) => [name, row?.counts[index] ?? 0]));
}
