import { lockUntilCommit } from '../../db/advisory-locks.js';
import { firstRow } from '../../db/first-row.js';
import { type Sql, statement } from '../../db/statement.js';
import { createToken } from '../accounts/keys.js';
import { findUser, WORKER_USER } from '../accounts/users.js';
import { ClusterStatus } from '../statuses/cluster-status.js';

export interface MasterCluster {
  readonly id: number;
  readonly uuid: string;
}

/**
 * Returns the master cluster: the nodegroup with the lowest id, for nodes that name no cluster. Creates a missing one.
 */
export async function ensureMasterCluster(tx: Sql): Promise<MasterCluster> {
  const found = await lowest(tx);
  if (found) return found;
  await lockUntilCommit(tx, 'MASTER_CLUSTER');
  return (await lowest(tx)) ?? (await createMaster(tx));
}

const selectLowest = statement<[], MasterCluster>(
  'cluster_lowest',
  'SELECT id, uuid FROM nodegroups ORDER BY id LIMIT 1',
);

async function lowest(tx: Sql): Promise<MasterCluster | undefined> {
  const [cluster] = await tx.sql(selectLowest);
  return cluster;
}

const insertMaster = statement<[number, number], MasterCluster>(
  'cluster_insert_master',
  `INSERT INTO nodegroups (uuid, name, cluster_name, status, token_id)
   VALUES ('master', 'maas', 'Cluster master', $1::int, $2) RETURNING id, uuid`,
);

async function createMaster(tx: Sql): Promise<MasterCluster> {
  const { id } = await findUser(tx, WORKER_USER);
  const { tokenId } = await createToken(tx, id);
  return firstRow(tx.sql(insertMaster, ClusterStatus.ACCEPTED, tokenId));
}
