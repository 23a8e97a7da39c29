import { lockUntilCommit } from '../../db/advisory-locks.js';
import type { Db } from '../../db/database.js';
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
export async function ensureMasterCluster(tx: Db): Promise<MasterCluster> {
  const found = await lowest(tx);
  if (found) return found;
  await lockUntilCommit(tx, 'MASTER_CLUSTER');
  return (await lowest(tx)) ?? (await createMaster(tx));
}

function lowest(tx: Db): Promise<MasterCluster | null> {
  return tx.prisma.nodegroup.findFirst({ orderBy: { id: 'asc' }, select: { id: true, uuid: true } });
}

async function createMaster(tx: Db): Promise<MasterCluster> {
  const { id } = await findUser(tx, WORKER_USER);
  const { tokenId } = await createToken(tx, id);
  return tx.prisma.nodegroup.create({
    data: { uuid: 'master', name: 'maas', clusterName: 'Cluster master', status: ClusterStatus.ACCEPTED, tokenId },
    select: { id: true, uuid: true },
  });
}
