import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Batch } from '../../../db/batch/batch.js';
import { Database, type Db } from '../../../db/database.js';
import { Query } from '../../../db/query.js';
import { retryConflicts } from '../../../db/retry.js';
import { AUDIT_COLUMNS, type AuditRecord } from '../../../events/audit.js';
import { LEVELS } from '../../../events/level.js';
import { NodeStatus } from '../../statuses/node-status.js';
import { NODE_COLUMNS, type NodeRow } from '../view.js';
import { type Seeker, whereCandidate } from './candidates.js';
import type { Conditions } from './constraints.js';

export interface Acquirer extends Seeker {
  readonly agentName: string;
  /** For the events of the node; "" for none. */
  readonly comment: string;
  /** The audit record, to which the node is added. */
  readonly audit: AuditRecord;
}

type Lock = 'SKIP LOCKED' | '';
type Acquisitions = Batch<Acquirer, NodeRow | undefined>;

const MAX_BATCH = 100;
/** Juju repeats an acquisition whose answer was lost. */
const REPEAT_SECONDS = 10;
/** A client that acquires many nodes at once needs no more warnings. */
const MOST_REPEATS = 4;
const MAX_SEARCHES = 1_000;
/** The running acquisitions, by their search. */
const acquisitions = new WeakMap<Db, LRUCache<string, Acquisitions>>();

/**
 * Allocates one ready node that meets all conditions. One statement finds and takes the node, so two callers never get
 * the same one. It also writes the audit records and the events. Concurrent calls with the same search are one batch.
 * Nodes that are locked by other transactions are skipped. When no other node is left, the call waits for these locks.
 * @returns undefined when no ready node meets all conditions
 */
export async function acquireNode(db: Db, acquirer: Acquirer, conditions: Conditions): Promise<NodeRow | undefined> {
  return (await take(db, acquirer, conditions, 'SKIP LOCKED')) ?? (await take(db, acquirer, conditions, ''));
}

function take(db: Db, acquirer: Acquirer, conditions: Conditions, lock: Lock): Promise<NodeRow | undefined> {
  const query = new Query();
  const [owners, tokens, agents] = [query.bind([]), query.bind([]), query.bind([])];
  const [comments, search] = [query.bind([]), query.bind('')];
  const [origins, addresses, operations, parameters] = [query.bind([]), query.bind([]), query.bind([]), query.bind([])];
  const { length: bound } = query.values;
  whereCandidate(query, acquirer.viewer);
  for (const condition of conditions.values()) query.where(condition(query));
  const text = `WITH taken AS (UPDATE nodes n
    SET status = ${NodeStatus.ALLOCATED}, owner_id = u.id, token_id = t.id, agent_name = a.agent_name, netboot = true,
      acquired = now(), acquired_for = ${search}, updated = now()
    FROM unnest(${owners}::int[], ${tokens}::int[], ${agents}::text[])
        WITH ORDINALITY AS a (owner_id, token_id, agent_name, place)
      JOIN users u ON u.id = a.owner_id
      LEFT JOIN tokens t ON t.id = a.token_id,
      nodegroups g, zones z
    WHERE (t.id IS NOT NULL OR a.token_id IS NULL)
      AND n.id = (ARRAY(SELECT n.id FROM nodes n WHERE ${query.all} ORDER BY n.id LIMIT cardinality(${owners}::int[])
        FOR NO KEY UPDATE OF n ${lock}))[a.place]
      AND g.id = n.nodegroup_id AND z.id = n.zone_id
    RETURNING a.place::int, ${NODE_COLUMNS}), audited AS (
    INSERT INTO audit_records (${AUDIT_COLUMNS})
    SELECT r.origin::audit_origin, t.owner, r.address, r.operation, ARRAY[t.system_id],
      string_to_array(r.parameters, ','), NULL
    FROM taken t JOIN unnest(${origins}::text[], ${addresses}::text[], ${operations}::text[], ${parameters}::text[])
      WITH ORDINALITY AS r (origin, address, operation, parameters, place) USING (place)), commented AS (
    INSERT INTO events (level, type, description, system_id, username)
    SELECT ${LEVELS.INFO}, 'Node acquired', c.comment, t.system_id, t.owner
    FROM taken t JOIN unnest(${comments}::text[]) WITH ORDINALITY AS c (comment, place) USING (place)
    WHERE c.comment <> ''), repeated AS (
    INSERT INTO events (level, type, description, system_id, username)
    SELECT ${LEVELS.WARNING}, 'Node acquired again', 'The same key acquired ' || e.nodes || ' by the same constraints less '
      || 'than ${REPEAT_SECONDS} seconds ago, and has not started it. The client may have lost an answer.', t.system_id, t.owner
    FROM taken t JOIN unnest(${tokens}::int[], ${agents}::text[]) WITH ORDINALITY AS a (token_id, agent_name, place)
      USING (place), LATERAL (
      SELECT string_agg(p.system_id, ', ') AS nodes, count(*) AS count FROM (
        SELECT p.system_id FROM nodes p
        WHERE p.token_id = a.token_id AND p.acquired > now() - interval '${REPEAT_SECONDS} seconds'
          AND p.acquired_for = ${search} AND p.agent_name = a.agent_name
          AND p.status = ${NodeStatus.ALLOCATED} AND p.substatus IS NULL
        LIMIT ${MOST_REPEATS + 1}) p) e
    WHERE e.count BETWEEN 1 AND ${MOST_REPEATS})
    SELECT * FROM taken`;
  const statement = query.statement<NodeRow & { place: number }>('acquire', text);
  const values = query.values.slice(bound);
  const key = JSON.stringify([text, values]);
  const perform = async (acquirers: readonly Acquirer[]): Promise<(NodeRow | undefined)[]> => {
    const ownerIds = acquirers.map(({ viewer }) => viewer.id);
    const tokenIds = acquirers.map(({ token }) => token?.id ?? null);
    const agentNames = acquirers.map(({ agentName }) => agentName);
    const comments = acquirers.map(({ comment }) => comment);
    const audits = acquirers.map(({ audit }) => audit);
    const records = [
      audits.map(({ origin }) => origin),
      audits.map(({ address }) => address),
      audits.map(({ operation }) => operation),
      audits.map(({ parameters }) => parameters.join()),
    ];
    const digest = createHash('sha256').update(key).digest('base64url');
    const given = [ownerIds, tokenIds, agentNames, comments, digest, ...records];
    const run = () => db.sql(statement, ...given, ...values);
    // A conflict ends the transaction that it happens in, which is then retried as a whole.
    const rows = await (db instanceof Database ? retryConflicts(run) : run());
    const nodes = new Map(rows.map((row) => [row.place, row]));
    return acquirers.map((_, index) => nodes.get(index + 1));
  };
  return batchOf(db, key, () => new Batch(perform, MAX_BATCH)).ask(acquirer);
}

/** The batch of the acquisitions with the same search. */
function batchOf(db: Db, key: string, make: () => Acquisitions): Acquisitions {
  const batches = acquisitions.get(db) ?? new LRUCache<string, Acquisitions>({ max: MAX_SEARCHES });
  acquisitions.set(db, batches);
  const batch = batches.get(key) ?? make();
  batches.set(key, batch);
  return batch;
}
