import { type Sql, statement } from '../../db/statement.js';
import { recordEvent } from '../../events/record.js';
import type { ApiKey } from '../accounts/keys.js';
import { lockCluster } from './cluster.js';
import { readWorkerKey, replaceWorkerKeys } from './worker-key.js';

const endClaims = statement<[readonly number[]], { uuid: string }>(
  'cluster_end_claims',
  `UPDATE nodegroups SET claim_hash = NULL, claimed = NULL, claim_warned = NULL WHERE id = ANY($1::int[]) RETURNING uuid`,
);

/**
 * Ends the keys of clusters, and their right to claim another one. Each gets a key that only an administrator reads.
 * @param ids clusters that the transaction has locked
 * @param reason a sentence for the events
 */
export async function endKeys(tx: Sql, ids: readonly number[], reason: string): Promise<void> {
  if (ids.length === 0) return;
  await replaceWorkerKeys(tx, ids);
  for (const { uuid } of await tx.sql(endClaims, ids)) {
    await recordEvent(tx, {
      level: 'WARNING',
      type: 'Key of cluster ended',
      description: `Cluster ${uuid}: its key is no longer valid. ${reason}`,
      details: { cluster: uuid },
    });
  }
}

/** Replaces the key of a cluster, for an administrator who brings it there. @returns the new key. @throws NotFound */
export async function renewWorkerKey(tx: Sql, uuid: string): Promise<ApiKey> {
  await readWorkerKey(tx, uuid);
  const { id } = await lockCluster(tx, uuid);
  await endKeys(tx, [id], 'An administrator renewed it.');
  return readWorkerKey(tx, uuid);
}
