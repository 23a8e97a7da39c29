import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Invalid, NotFound } from '../../errors.js';
import { ClusterStatus } from '../statuses/cluster-status.js';
import { claimCode } from './claim-code.js';
import { endKeys } from './end-keys.js';

interface Row {
  readonly id: number;
  readonly uuid: string;
  readonly status: number;
  readonly claimHash: string | null;
}

const lock = statement<[readonly string[]], Row>(
  'clusters_lock',
  `SELECT id, uuid, status::int AS status, claim_hash AS "claimHash" FROM nodegroups WHERE uuid = ANY($1::text[])
   ORDER BY id FOR NO KEY UPDATE`,
);

const setStatus = statement<[readonly number[], number], never>(
  'clusters_set_status',
  'UPDATE nodegroups SET status = $2 WHERE id = ANY($1::int[])',
);

/** @throws NotFound when one is unknown */
async function lockClusters(tx: Db, uuids: readonly string[]): Promise<Row[]> {
  const clusters = await tx.sql(lock, uuids);
  if (clusters.length < new Set(uuids).size) throw new NotFound();
  return clusters;
}

/**
 * Accepts clusters in any status.
 * @param code the claim code that they must have; undefined: it is not checked
 * @throws NotFound when one is unknown
 * @throws Invalid when one has another code
 */
export async function acceptClusters(tx: Db, uuids: readonly string[], code: string | undefined): Promise<void> {
  const clusters = await lockClusters(tx, uuids);
  const other = code === undefined ? undefined : clusters.find(({ claimHash }) => claimCode(claimHash) !== code);
  if (other) {
    throw Invalid.field(
      'claim_code',
      `Cluster ${other.uuid} has another code. Compare it with the one that the cluster shows on its terminal.`,
    );
  }
  const ids = clusters.map(({ id }) => id);
  await tx.sql(setStatus, ids, ClusterStatus.ACCEPTED);
}

/** Rejects clusters in any status. Their keys end, unless they were rejected before. @throws NotFound when one is unknown */
export async function rejectClusters(tx: Db, uuids: readonly string[]): Promise<void> {
  const clusters = await lockClusters(tx, uuids);
  const ids = clusters.map(({ id }) => id);
  await tx.sql(setStatus, ids, ClusterStatus.REJECTED);
  await endRejected(tx, clusters);
}

/** Ends the keys of clusters that are being rejected, except of those that already were. */
export async function endRejected(tx: Db, before: readonly Pick<Row, 'id' | 'status'>[]): Promise<void> {
  const rejected = before.filter(({ status }) => status !== ClusterStatus.REJECTED).map(({ id }) => id);
  await endKeys(tx, rejected, 'The cluster was rejected.');
}
