import type { Db } from '../../../db/database.js';
import type { ApiKey } from '../../accounts/keys.js';
import { ClusterStatus } from '../../statuses/cluster-status.js';
import { type Cluster, findCluster, readCluster } from '../cluster.js';
import { acceptClusters } from '../decide.js';
import { createMissingInterfaces } from '../interfaces/edit.js';
import { INTERFACE_DEFAULTS } from '../interfaces/fields.js';
import { fillBroadcast } from '../interfaces/rules.js';
import { recordRegionUrl } from '../record-region-url.js';
import { readWorkerKey } from '../worker-key.js';
import { registerCluster } from './register-cluster.js';

/** The cluster that this region runs as a child process. */
export interface OwnCluster {
  readonly uuid: string;
  /** The network interface of this host in the network of the machines */
  readonly interface: { readonly interface: string; readonly ip: string; readonly subnet_mask: string };
  /** The URL by which machines reach the region on that interface; undefined: MAAS_URL is set. */
  readonly regionUrl: string | undefined;
}

export interface OwnClusterState {
  readonly key: ApiKey;
  /** False: an administrator has rejected it. */
  readonly isAccepted: boolean;
  readonly isNew: boolean;
}

/**
 * Makes and accepts the region's own cluster, unless it exists. An existing cluster keeps what administrators decided. A
 * missing interface is added without management, so that DHCP begins only when an administrator says so.
 */
export async function ensureOwnCluster(tx: Db, own: OwnCluster): Promise<OwnClusterState> {
  const known = await findCluster(tx, own.uuid);
  const cluster = known ?? (await add(tx, own.uuid));
  await createMissingInterfaces(tx, cluster.id, [fillBroadcast({ ...INTERFACE_DEFAULTS, ...own.interface })]);
  if (own.regionUrl !== undefined) {
    await recordRegionUrl(tx, cluster, own.regionUrl, 'The region listens there for its own cluster.');
  }
  const key = await readWorkerKey(tx, own.uuid);
  return { key, isAccepted: cluster.status === ClusterStatus.ACCEPTED, isNew: known === undefined };
}

async function add(tx: Db, uuid: string): Promise<Cluster> {
  await registerCluster(tx, { uuid, name: '', clusterName: '', interfaces: [], isLocal: true });
  await acceptClusters(tx, [uuid], undefined);
  return readCluster(tx, uuid);
}
