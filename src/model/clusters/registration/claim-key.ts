import { createHash, timingSafeEqual } from 'node:crypto';
import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { recordEvent } from '../../../events/record.js';
import type { ApiKey } from '../../accounts/keys.js';
import { ClusterStatus } from '../../statuses/cluster-status.js';
import type { Cluster } from '../cluster.js';
import { readWorkerKey, replaceWorkerKeys } from '../worker-key.js';

/** The key of a cluster, for its claim. `isNew`: this claim is the first one. */
export interface ClaimedKey {
  readonly key: ApiKey;
  readonly isNew: boolean;
}

interface Row {
  readonly id: number;
  readonly claimHash: string | null;
}

const find = statement<[string], Row>(
  'cluster_claim_find',
  'SELECT id, claim_hash AS "claimHash" FROM nodegroups WHERE uuid = $1',
);
const lock = statement<[number], Row>(
  'cluster_claim_lock',
  'SELECT id, claim_hash AS "claimHash" FROM nodegroups WHERE id = $1 FOR NO KEY UPDATE',
);

interface State {
  readonly status: number;
  readonly isFirst: boolean;
  /** Whether the key that was claimed may be claimed again. */
  readonly isRepeatable: boolean;
}

// Read after the lock, so that a concurrent claim is visible. A signed request leaves a nonce, and later `last_used`.
const state = statement<[number], State>(
  'cluster_claim_state',
  `SELECT g.status::int AS status, g.claimed IS NULL AS "isFirst",
     coalesce(g.claimed > now() - interval '10 minutes', false) AND t.last_used IS NULL
       AND NOT EXISTS (SELECT FROM nonces n WHERE n.token_id = t.id) AS "isRepeatable"
   FROM nodegroups g JOIN tokens t ON t.id = g.token_id WHERE g.id = $1`,
);
const setClaimed = statement<[number], never>(
  'cluster_claim_set',
  'UPDATE nodegroups SET claimed = now() WHERE id = $1',
);

/** Compared with the hash of a wrong secret where there is no cluster or no hash, so that the answer takes as long. */
const NO_HASH = Buffer.alloc(32);

/**
 * Gives a cluster its key, for the secret whose hash it registered with: a fresh key at the first claim, and the same one
 * again until it has signed a request, for 10 minutes at most.
 * @param secret 32 bytes in hex
 * @returns undefined for an unknown cluster, a wrong secret, and a claim that has ended
 */
export async function claimKey(tx: Db, uuid: string, secret: string): Promise<ClaimedKey | 'pending' | undefined> {
  const hash = createHash('sha256').update(Buffer.from(secret, 'hex')).digest();
  const [found] = await tx.sql(find, uuid);
  if (!matches(found, hash) || !found) return undefined;
  const [cluster] = await tx.sql(lock, found.id);
  if (!matches(cluster, hash)) return undefined;
  const [row] = await tx.sql(state, found.id);
  if (row?.status === ClusterStatus.PENDING) return 'pending';
  if (row?.status !== ClusterStatus.ACCEPTED) return undefined;
  if (row.isFirst) return { key: await giveKey(tx, found.id, uuid), isNew: true };
  return row.isRepeatable ? { key: await readWorkerKey(tx, uuid), isNew: false } : undefined;
}

function matches(row: Row | undefined, hash: Buffer): boolean {
  const registered = row?.claimHash ?? undefined;
  const isEqual = timingSafeEqual(registered === undefined ? NO_HASH : Buffer.from(registered, 'hex'), hash);
  return isEqual && registered !== undefined;
}

async function giveKey(tx: Db, id: number, uuid: string): Promise<ApiKey> {
  await replaceWorkerKeys(tx, [id]);
  await tx.sql(setClaimed, id);
  await recordEvent(tx, {
    level: 'INFO',
    type: 'Cluster claimed its key',
    description: `Cluster ${uuid} proved that it had registered, and got a fresh key.`,
    details: { cluster: uuid },
  });
  return readWorkerKey(tx, uuid);
}

const warned = statement<[number], { id: number }>(
  'cluster_claim_warned',
  `UPDATE nodegroups SET claim_warned = now()
   WHERE id = $1 AND (claim_warned IS NULL OR claim_warned < now() - interval '1 hour') RETURNING id`,
);

/**
 * Records that a cluster registered again with a hash that is not its own. Anybody can do so, and clusters repeat their
 * registrations, so there is one event an hour for each cluster.
 */
export async function warnOfForeignHash(tx: Db, { id, uuid, claimHash }: Cluster): Promise<void> {
  if ((await tx.sql(warned, id)).length === 0) return;
  const reason =
    claimHash === null
      ? 'The cluster has no hash, so its key is not claimed: bring it there by clusterkey.'
      : 'Another host may use its uuid, or the cluster has lost its secret.';
  await recordEvent(tx, {
    level: 'WARNING',
    type: 'Cluster registered with another hash',
    description: `Cluster ${uuid}: the registration changed nothing. ${reason}`,
    details: { cluster: uuid },
  });
}
