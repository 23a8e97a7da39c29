import type { Db } from '../../db/database.js';
import { findViolatedConstraint } from '../../db/database-failure.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';
import type { Problems } from '../../params/problems.js';
import { ClusterStatus } from '../statuses/cluster-status.js';
import { InterfaceManagement } from '../statuses/interface-management.js';
import { NodeStatus } from '../statuses/node-status.js';
import type { Cluster } from './cluster.js';
import { endRejected } from './decide.js';

export interface ClusterChanges {
  /** The DNS zone of its nodes. */
  readonly name?: string | undefined;
  readonly clusterName?: string | undefined;
  readonly status?: number | undefined;
  /** "" forgets it. */
  readonly maasUrl?: string | undefined;
}

/**
 * Changes the given attributes of a cluster.
 * @param problems the problems that are already known
 * @throws Invalid with all problems, also when another cluster has the name or nodes in use would be renamed
 */
export async function updateCluster(
  tx: Db,
  cluster: Cluster,
  changes: ClusterChanges,
  problems: Problems,
): Promise<Cluster> {
  const {
    name = cluster.name,
    clusterName = cluster.clusterName,
    status = cluster.status,
    maasUrl = cluster.maasUrl,
  } = changes;
  if (name !== cluster.name && (await namesNodesInUse(tx, cluster))) {
    problems.add('name', 'The DNS zone cannot be renamed: nodes in it are allocated.');
  }
  const others = await tx.prisma.nodegroup.count({ where: { clusterName, NOT: { id: cluster.id } } });
  if (others > 0) problems.add('cluster_name', CLUSTER_NAME_TAKEN);
  problems.throwIfAny();
  try {
    await tx.prisma.nodegroup.update({ where: { id: cluster.id }, data: { name, clusterName, status, maasUrl } });
  } catch (error) {
    if (findViolatedConstraint(error) === undefined) throw error;
    throw Invalid.field('cluster_name', CLUSTER_NAME_TAKEN);
  }
  if (status === ClusterStatus.REJECTED) await endRejected(tx, [cluster]);
  return { ...cluster, name, clusterName, status, maasUrl };
}

export const CLUSTER_NAME_TAKEN = 'NodeGroup with this Cluster name already exists.';

const inUse = statement<[number, number, number], { in_use: boolean }>(
  'cluster_names_in_use',
  `SELECT EXISTS (SELECT FROM nodegroup_interfaces WHERE nodegroup_id = $1 AND management = $2)
     AND EXISTS (SELECT FROM nodes WHERE nodegroup_id = $1 AND status = $3) AS in_use`,
);

/** Whether nodes of a cluster are in use under the cluster's DNS names. */
async function namesNodesInUse(tx: Db, { id, status }: Cluster): Promise<boolean> {
  if (status !== ClusterStatus.ACCEPTED) return false;
  const [row] = await tx.sql(inUse, id, InterfaceManagement.DHCP_AND_DNS, NodeStatus.ALLOCATED);
  return row?.in_use ?? false;
}
