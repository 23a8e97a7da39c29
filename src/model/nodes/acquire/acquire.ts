import { LRUCache } from 'lru-cache';
import { Batch } from '../../../db/batch/batch.js';
import type { Db } from '../../../db/database.js';
import { Query } from '../../../db/query.js';
import { retryConflicts } from '../../../db/retry.js';
import { Conflict, type Unauthorized } from '../../../errors.js';
import { AUDIT_COLUMNS, type AuditRecord } from '../../../events/audit.js';
import { unknownToken } from '../../accounts/credentials.js';
import type { Viewer } from '../../accounts/viewer.js';
import { NodeStatus } from '../../statuses/node-status.js';
import { whereVisible } from '../filter.js';
import { NODE_COLUMNS, type NodeRow } from '../view.js';
import type { Conditions } from './constraints.js';

export interface Acquirer {
  readonly viewer: Viewer;
  readonly token: { readonly id: number; readonly key: string };
  readonly agentName: string;
  /** The audit record, to which the node is added. */
  readonly audit: AuditRecord;
}

type Lock = 'SKIP LOCKED' | '';
type Acquisitions = Batch<Acquirer, NodeRow | undefined>;

const MAX_BATCH = 100;
const MAX_SEARCHES = 1_000;
/** The running acquisitions, by their search. */
const acquisitions = new WeakMap<Db, LRUCache<string, Acquisitions>>();

/**
 * Allocates one ready node that meets all conditions. One statement finds and takes the node, so two callers never get
 * the same one. It also writes the audit records. Concurrent calls with the same search are one batch. Nodes that are locked by other transactions are
 * skipped. When no other node is left, the call waits for these locks.
 * @throws Conflict with the constraints that no ready node meets
 * @throws Unauthorized when the acquirer's token was deleted meanwhile
 */
export async function acquireNode(db: Db, acquirer: Acquirer, conditions: Conditions): Promise<NodeRow> {
  const node = (await take(db, acquirer, conditions, 'SKIP LOCKED')) ?? (await take(db, acquirer, conditions, ''));
  if (node) return node;
  throw await explainRefusal(db, acquirer, conditions);
}

function take(db: Db, acquirer: Acquirer, conditions: Conditions, lock: Lock): Promise<NodeRow | undefined> {
  const query = new Query();
  const [owners, tokens, agents] = [query.bind([]), query.bind([]), query.bind([])];
  const [origins, addresses, operations, parameters] = [query.bind([]), query.bind([]), query.bind([]), query.bind([])];
  const { length: bound } = query.values;
  whereReady(query, acquirer.viewer);
  for (const condition of conditions.values()) query.where(condition(query));
  const text = `WITH taken AS (UPDATE nodes n
    SET status = ${NodeStatus.ALLOCATED}, owner_id = u.id, token_id = t.id, agent_name = a.agent_name, netboot = true,
      updated = now()
    FROM unnest(${owners}::int[], ${tokens}::int[], ${agents}::text[])
        WITH ORDINALITY AS a (owner_id, token_id, agent_name, place)
      JOIN users u ON u.id = a.owner_id
      JOIN tokens t ON t.id = a.token_id,
      nodegroups g, zones z
    WHERE n.id = (ARRAY(SELECT n.id FROM nodes n WHERE ${query.all} ORDER BY n.id LIMIT cardinality(${owners}::int[])
        FOR NO KEY UPDATE OF n ${lock}))[a.place]
      AND g.id = n.nodegroup_id AND z.id = n.zone_id
    RETURNING a.place::int, ${NODE_COLUMNS}), audited AS (
    INSERT INTO audit_records (${AUDIT_COLUMNS})
    SELECT r.origin::audit_origin, t.owner, r.address, r.operation, ARRAY[t.system_id],
      string_to_array(r.parameters, ','), NULL
    FROM taken t JOIN unnest(${origins}::text[], ${addresses}::text[], ${operations}::text[], ${parameters}::text[])
      WITH ORDINALITY AS r (origin, address, operation, parameters, place) USING (place))
    SELECT * FROM taken`;
  const statement = query.statement<NodeRow & { place: number }>('acquire', text);
  const values = query.values.slice(bound);
  const perform = async (acquirers: readonly Acquirer[]): Promise<(NodeRow | undefined)[]> => {
    const ownerIds = acquirers.map(({ viewer }) => viewer.id);
    const tokenIds = acquirers.map(({ token }) => token.id);
    const agentNames = acquirers.map(({ agentName }) => agentName);
    const audits = acquirers.map(({ audit }) => audit);
    const records = [
      audits.map(({ origin }) => origin),
      audits.map(({ address }) => address),
      audits.map(({ operation }) => operation),
      audits.map(({ parameters }) => parameters.join()),
    ];
    const rows = await retryConflicts(() => db.sql(statement, ownerIds, tokenIds, agentNames, ...records, ...values));
    const nodes = new Map(rows.map((row) => [row.place, row]));
    return acquirers.map((_, index) => nodes.get(index + 1));
  };
  return batchOf(db, JSON.stringify([text, values]), () => new Batch(perform, MAX_BATCH)).ask(acquirer);
}

/** The batch of the acquisitions with the same search. */
function batchOf(db: Db, key: string, make: () => Acquisitions): Acquisitions {
  const batches = acquisitions.get(db) ?? new LRUCache<string, Acquisitions>({ max: MAX_SEARCHES });
  acquisitions.set(db, batches);
  const batch = batches.get(key) ?? make();
  batches.set(key, batch);
  return batch;
}

/** Restricts a query to nodes in the pool that the caller may see. */
export function whereReady(query: Query, viewer: Viewer): void {
  query.where(`n.status = ${NodeStatus.READY} AND n.substatus IS NULL`);
  whereVisible(query, viewer);
}

/** The reason why no node was taken: the token is gone, no ready node meets some constraints, or none meets all. */
export async function explainRefusal(
  db: Db,
  { viewer, token }: Acquirer,
  conditions: Conditions,
): Promise<Conflict | Unauthorized> {
  const query = new Query();
  whereReady(query, viewer);
  const met = [...conditions.values()].map((condition) => `coalesce(bool_or(${condition(query)}), false)`).join(', ');
  const text = `SELECT EXISTS (SELECT FROM tokens WHERE id = ${query.bind(token.id)}::int) AS known,
      count(*)::int AS ready, ARRAY[${met}]::bool[] AS met
    FROM nodes n WHERE ${query.all}`;
  const statement = query.statement<{ known: boolean; ready: number; met: boolean[] }>('acquire_why', text);
  const [row] = await db.sql(statement, ...query.values);
  if (row && !row.known) return unknownToken(token.key);
  if (!row || row.ready === 0) return new Conflict('No node is ready.');
  const names = [...conditions.keys()];
  const unmet = names.filter((_, index) => !row.met[index]);
  if (unmet.length > 0) return new Conflict(`No ready node matches: ${unmet.join(', ')}.`);
  return new Conflict(
    names.length > 0 ? `No ready node matches all of: ${names.join(', ')}.` : 'No node is available.',
  );
}
