import { lockUntilCommit } from '../../../db/advisory-locks.js';
import type { Db } from '../../../db/database.js';
import { findViolatedConstraint } from '../../../db/database-failure.js';
import { statement } from '../../../db/statement.js';
import { Invalid } from '../../../errors.js';
import { createToken } from '../../accounts/keys.js';
import { findUser, WORKER_USER } from '../../accounts/users.js';
import { enqueueMove } from '../../images/enqueue-imports.js';
import { ClusterStatus } from '../../statuses/cluster-status.js';
import { type Cluster, findCluster, readCluster } from '../cluster.js';
import { addDefaultSource } from '../default-source.js';
import { CLUSTER_NAME_TAKEN } from '../edit.js';
import { createMissingInterfaces } from '../interfaces/edit.js';
import type { InterfaceSettings } from '../interfaces/fields.js';
import { ensureMasterCluster } from '../master.js';

const DEFAULT_NAME = 'maas';
/** Uuids of a master cluster that no daemon has registered yet. */
const PLACEHOLDERS = ['master', ''];

export interface Registration {
  readonly uuid: string;
  /** The DNS zone; "" for none, as for `clusterName`. */
  readonly name: string;
  readonly clusterName: string;
  readonly interfaces: readonly InterfaceSettings[];
  /** Whether the cluster is on this machine. */
  readonly isLocal: boolean;
  /** The hash of the secret by which it claims its key; undefined: it gets the key in another way. */
  readonly claimHash?: string | undefined;
}

/**
 * Adds a pending cluster. The first cluster that registers in an unused region becomes the master cluster and keeps the
 * key of the master's worker. It is accepted at once when it is on this machine. Nothing changes when another request has added the cluster
 * meanwhile.
 * @throws Invalid when the cluster's name is taken
 */
export async function registerCluster(tx: Db, registration: Registration): Promise<Cluster> {
  await lockUntilCommit(tx, 'CLUSTER_REGISTRATION');
  const known = await findCluster(tx, registration.uuid);
  if (known) return known;
  const id = await storeCluster(tx, registration);
  await createMissingInterfaces(tx, id, registration.interfaces);
  await addDefaultSource(tx, id);
  return readCluster(tx, registration.uuid);
}

/** @returns the cluster's id. @throws Invalid */
async function storeCluster(tx: Db, registration: Registration): Promise<number> {
  const master = await ensureMasterCluster(tx);
  try {
    return await (PLACEHOLDERS.includes(master.uuid) && (await isUnused(tx, master.id))
      ? takeOver(tx, master.id, registration)
      : create(tx, registration));
  } catch (error) {
    if (findViolatedConstraint(error) === undefined) throw error;
    throw Invalid.field('cluster_name', CLUSTER_NAME_TAKEN);
  }
}

const inUse = statement<[number, number], { in_use: boolean }>(
  'cluster_region_in_use',
  `SELECT EXISTS (SELECT FROM nodes) OR EXISTS (SELECT FROM nodegroup_interfaces) OR EXISTS (SELECT FROM dhcp_leases)
     OR EXISTS (SELECT FROM boot_images WHERE origin = 'report')
     OR EXISTS (SELECT FROM nodegroups WHERE id <> $1 AND status = $2) AS in_use`,
);

/** Whether nothing depends on the master cluster yet. Otherwise a stranger could register as the cluster of its nodes. */
async function isUnused(tx: Db, masterId: number): Promise<boolean> {
  const [row] = await tx.sql(inUse, masterId, ClusterStatus.ACCEPTED);
  return row?.in_use === false;
}

async function takeOver(
  tx: Db,
  id: number,
  { uuid, name, clusterName, isLocal, claimHash }: Registration,
): Promise<number> {
  const status = isLocal ? ClusterStatus.ACCEPTED : ClusterStatus.PENDING;
  const data = {
    uuid,
    status,
    claimHash: claimHash ?? null,
    ...(name && { name }),
    ...(clusterName && { clusterName }),
  };
  await tx.prisma.nodegroup.update({ where: { id }, data });
  await enqueueMove(tx, { id, uuid });
  return id;
}

async function create(tx: Db, { uuid, name, clusterName, claimHash }: Registration): Promise<number> {
  const { tokenId } = await createToken(tx, (await findUser(tx, WORKER_USER)).id);
  const { id } = await tx.prisma.nodegroup.create({
    data: {
      uuid,
      status: ClusterStatus.PENDING,
      name: name || DEFAULT_NAME,
      clusterName: clusterName || `Cluster ${uuid}`,
      claimHash: claimHash ?? null,
      tokenId,
    },
    select: { id: true },
  });
  return id;
}
