import type { Db } from '../../../db/database.js';
import { Query } from '../../../db/query.js';
import { unknownToken } from '../../accounts/credentials.js';
import type { Viewer } from '../../accounts/viewer.js';
import { NodeStatus } from '../../statuses/node-status.js';
import { whereVisible } from '../filter.js';
import { type NodeRow, selectNodes } from '../view.js';
import type { Conditions } from './constraints.js';

/** Who looks for a node. */
export interface Seeker {
  readonly viewer: Viewer;
  /** The API key that signs; null: a session takes its place. */
  readonly token: { readonly id: number; readonly key: string } | null;
}

/** Restricts a query to nodes in the pool that the caller may see. */
export function whereCandidate(query: Query, viewer: Viewer): void {
  query.where(`n.status = ${NodeStatus.READY} AND n.substatus IS NULL`);
  whereVisible(query, viewer);
}

/** The node that would be acquired now; undefined when no ready node meets all conditions. Nothing is locked. */
export async function findCandidate(db: Db, viewer: Viewer, conditions: Conditions): Promise<NodeRow | undefined> {
  const query = new Query();
  whereCandidate(query, viewer);
  for (const condition of conditions.values()) query.where(condition(query));
  const text = `${selectNodes('nodes')} WHERE ${query.all} ORDER BY n.id LIMIT 1`;
  const [node] = await db.sql(query.statement<NodeRow>('acquire_candidate', text), ...query.values);
  return node;
}

/** The ready nodes, and those that meet each constraint. */
export interface Candidates {
  readonly ready: number;
  /** The number of ready nodes that meet a constraint, whether they meet the others or not, by its name. */
  readonly meeting: Readonly<Record<string, number>>;
}

interface Row {
  readonly known: boolean;
  readonly ready: number;
  readonly meeting: number[];
}

/** @throws Unauthorized when the token was deleted meanwhile */
export async function countCandidates(db: Db, { viewer, token }: Seeker, conditions: Conditions): Promise<Candidates> {
  const query = new Query();
  whereCandidate(query, viewer);
  const counts = [...conditions.values()].map((condition) => `count(*) FILTER (WHERE ${condition(query)})`).join(', ');
  const id = query.bind(token?.id ?? null);
  const text = `SELECT (${id}::int IS NULL OR EXISTS (SELECT FROM tokens WHERE id = ${id}::int)) AS known,
      count(*)::int AS ready, ARRAY[${counts}]::int[] AS meeting
    FROM nodes n WHERE ${query.all}`;
  const [row] = await db.sql(query.statement<Row>('acquire_counts', text), ...query.values);
  if (token && !row?.known) throw unknownToken(token.key);
  const { ready = 0, meeting: counted = [] } = row ?? {};
  return {
    ready,
    meeting: Object.fromEntries([...conditions.keys()].map((name, index) => [name, counted[index] ?? 0])),
  };
}

/** Says why no node was found: the constraints that no ready node meets, or all constraints together. */
export function explainMiss({ ready, meeting }: Candidates): string {
  if (ready === 0) return 'No node is ready.';
  const names = Object.keys(meeting);
  const unmet = names.filter((name) => meeting[name] === 0);
  if (unmet.length > 0) return `No ready node matches: ${unmet.join(', ')}.`;
  return names.length > 0 ? `No ready node matches all of: ${names.join(', ')}.` : 'No node is available.';
}

/** Says how many ready nodes there are, and how many meet each constraint. */
export function describeCandidates({ ready, meeting }: Candidates): string {
  const counts = Object.entries(meeting).map(([name, count]) => `${name}: ${count}`);
  return `Ready nodes: ${ready}${counts.length > 0 ? `, with ${counts.join(', ')}` : ''}.`;
}
