import type { Db } from '../../../db/database.js';
import type { ApiKey } from '../../accounts/keys.js';
import { ClusterStatus } from '../../statuses/cluster-status.js';
import { type Cluster, findCluster, readCluster } from '../cluster.js';
import { acceptClusters } from '../decide.js';
import { endKeys } from '../end-keys.js';
import { createMissingInterfaces } from '../interfaces/edit.js';
import { INTERFACE_DEFAULTS } from '../interfaces/fields.js';
import { readInterface } from '../interfaces/interfaces.js';
import { fillBroadcast } from '../interfaces/rules.js';
import { replaceRegionUrl } from '../record-region-url.js';
import { readWorkerKey } from '../worker-key.js';
import { registerCluster } from './register-cluster.js';

/** The cluster that this region runs as a child process. */
export interface OwnCluster {
  readonly uuid: string;
  /** The network interface of this host in the network of the machines */
  readonly interface: { readonly interface: string; readonly ip: string; readonly subnet_mask: string };
  /** The URL by which machines reach the region on that interface; undefined: MAAS_URL is set. */
  readonly regionUrl: string | undefined;
  /** The URL that an earlier start recorded; undefined: none is known. */
  readonly recordedUrl: string | undefined;
}

export interface OwnClusterState {
  readonly key: ApiKey;
  /** False: an administrator has rejected it. */
  readonly isAccepted: boolean;
  /** What this start did; undefined: the cluster was there, and accepted or rejected. */
  readonly change: 'made' | 'accepted' | undefined;
  /** The URL that machines get, when the interface has another address than before and the URL stays as it is. */
  readonly staleUrl: string | undefined;
}

/**
 * Makes the region's own cluster, unless it exists, and accepts it, unless an administrator has rejected it. An existing
 * cluster keeps what administrators decided. A missing interface is added without management, so that DHCP begins only
 * when an administrator says so.
 */
export async function ensureOwnCluster(tx: Db, own: OwnCluster): Promise<OwnClusterState> {
  const known = await findCluster(tx, own.uuid);
  const change = known ? await acceptPending(tx, known) : await make(tx, own.uuid);
  const cluster = await readCluster(tx, own.uuid);
  await createMissingInterfaces(tx, cluster.id, [fillBroadcast({ ...INTERFACE_DEFAULTS, ...own.interface })]);
  const staleUrl = await recordUrl(tx, cluster, own);
  const key = await readWorkerKey(tx, own.uuid);
  return { key, isAccepted: cluster.status === ClusterStatus.ACCEPTED, change, staleUrl };
}

async function make(tx: Db, uuid: string): Promise<'made'> {
  await registerCluster(tx, { uuid, name: '', clusterName: '', interfaces: [], isLocal: true });
  await acceptClusters(tx, [uuid], undefined);
  return 'made';
}

/** Accepts a pending cluster. Anybody may have registered it, so its key and its hash end. */
async function acceptPending(tx: Db, { id, uuid, status }: Cluster): Promise<'accepted' | undefined> {
  if (status !== ClusterStatus.PENDING) return undefined;
  await acceptClusters(tx, [uuid], undefined);
  await endKeys(tx, [id], 'The region runs this cluster, and gives it a new key.');
  return 'accepted';
}

/**
 * Records the URL of the region on the interface. It replaces one that the region recorded before: that of an earlier
 * start, or one whose host is the stored address of the interface. @returns `staleUrl`
 */
async function recordUrl(tx: Db, cluster: Cluster, own: OwnCluster): Promise<string | undefined> {
  const { maasUrl } = cluster;
  if (own.regionUrl === undefined || own.regionUrl === maasUrl) return undefined;
  const stored = await readInterface(tx, cluster.id, own.interface.interface);
  const isOurs = maasUrl === own.recordedUrl || (URL.canParse(maasUrl) && new URL(maasUrl).hostname === stored.ip);
  if (maasUrl === '' || isOurs) {
    await replaceRegionUrl(tx, cluster, own.regionUrl, 'The region listens there for its own cluster.');
    return undefined;
  }
  return stored.ip === own.interface.ip ? undefined : maasUrl;
}
