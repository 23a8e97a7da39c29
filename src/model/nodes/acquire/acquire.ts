import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Batch } from '../../../db/batch/batch.js';
import { Database, type Db } from '../../../db/database.js';
import { Query } from '../../../db/query.js';
import { retryConflicts } from '../../../db/retry.js';
import type { AuditRecord } from '../../../events/audit.js';
import type { NodeRow } from '../view.js';
import { type Seeker, whereCandidate } from './candidates.js';
import type { Conditions } from './constraints.js';
import { type Lock, TAKE_ARGS, type TakeArgs, takeStatement } from './take-statement.js';

export interface Acquirer extends Seeker {
  readonly agentName: string;
  /** For the events of the node; "" for none. */
  readonly comment: string;
  /** The audit record, to which the node is added. */
  readonly audit: AuditRecord;
}

type Acquisitions = Batch<Acquirer, NodeRow | undefined>;

const MAX_BATCH = 100;
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
  const query = new Query(TAKE_ARGS);
  whereCandidate(query, acquirer.viewer);
  for (const condition of conditions.values()) query.where(condition(query));
  const search = JSON.stringify([query.all, query.values]);
  return batchOf(db, `${lock} ${search}`, () => makeBatch(db, query, lock, search)).ask(acquirer);
}

function makeBatch(db: Db, query: Query, lock: Lock, search: string): Acquisitions {
  const statement = takeStatement(query, lock);
  const digest = createHash('sha256').update(search).digest('base64url');
  const perform = async (acquirers: readonly Acquirer[]): Promise<(NodeRow | undefined)[]> => {
    const args = takeArgs(acquirers, digest);
    const run = () => db.sql(statement, ...args, ...query.values);
    // A conflict ends the transaction that it happens in, which is then retried as a whole.
    const rows = await (db instanceof Database ? retryConflicts(run) : run());
    const nodes = new Map(rows.map((row) => [row.place, row]));
    return acquirers.map((_, index) => nodes.get(index + 1));
  };
  return new Batch(perform, MAX_BATCH);
}

function takeArgs(acquirers: readonly Acquirer[], search: string): TakeArgs {
  const audits = acquirers.map(({ audit }) => audit);
  return [
    acquirers.map(({ viewer }) => viewer.id),
    acquirers.map(({ token }) => token?.id ?? null),
    acquirers.map(({ agentName }) => agentName),
    acquirers.map(({ comment }) => comment),
    audits.map(({ origin }) => origin),
    audits.map(({ address }) => address),
    audits.map(({ operation }) => operation),
    audits.map(({ parameters }) => parameters.join()),
    search,
  ];
}

/** The batch of the acquisitions with the same search. */
function batchOf(db: Db, key: string, make: () => Acquisitions): Acquisitions {
  const batches = acquisitions.get(db) ?? new LRUCache<string, Acquisitions>({ max: MAX_SEARCHES });
  acquisitions.set(db, batches);
  const batch = batches.get(key) ?? make();
  batches.set(key, batch);
  return batch;
}
