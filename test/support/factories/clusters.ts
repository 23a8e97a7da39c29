import { randomUUID } from 'node:crypto';
import type { Database } from '../../../src/db/database.js';
import { printApiKey } from '../../../src/model/accounts/keys.js';
import { ensureMasterCluster } from '../../../src/model/clusters/master.js';
import { readWorkerKey } from '../../../src/model/clusters/worker-key.js';
import type { ApiKey } from '../oauth.js';
import type { As, Region } from '../region.js';
import { Cluster, Download, Interface } from '../shapes.js';
import { uniqueName } from './names.js';

export interface Worker {
  /** Of the cluster that it belongs to */
  readonly uuid: string;
  readonly key: ApiKey;
}

/** A cluster, with the key of its worker. */
export interface TestCluster extends Worker {
  /** Of its resource, below the API's root */
  readonly path: string;
}

export interface ClusterTraits {
  readonly uuid?: string;
  /** Its DNS zone */
  readonly name?: string;
  readonly cluster_name?: string;
  /** The SHA-256 of its secret, in hex */
  readonly claim_hash?: string;
  readonly interfaces?: readonly object[];
  /** The URL by which its nodes reach the region; "" when it is not set */
  readonly maasUrl?: string;
}

/** Registers a cluster as its daemon does. An administrator then accepts or rejects the cluster. */
export async function makeCluster(
  region: Region,
  status: 'pending' | 'accepted' | 'rejected' = 'accepted',
  { uuid = randomUUID(), interfaces = [], maasUrl, ...names }: ClusterTraits = {},
): Promise<TestCluster> {
  const form = { op: 'register', uuid, interfaces: JSON.stringify(interfaces), ...names };
  (await region.post(null, 'nodegroups/', form)).ok();
  const decision = { pending: undefined, accepted: 'accept', rejected: 'reject' }[status];
  if (decision) (await region.post('admin', 'nodegroups/', { op: decision, uuid })).ok();
  const { database } = region;
  if (maasUrl !== undefined) await database.prisma.nodegroup.update({ where: { uuid }, data: { maasUrl } });
  return { uuid, path: `nodegroups/${uuid}/`, key: printApiKey(await readWorkerKey(database, uuid)) };
}

/** The region's first cluster, accepted and with a new uuid, as if its daemon had registered the cluster. */
export async function makeMaster(database: Database): Promise<Worker> {
  await database.transaction((tx) => ensureMasterCluster(tx));
  const uuid = 'c0ffee00-0000-4000-8000-000000000001';
  await database.prisma.nodegroup.update({ where: { uuid: 'master' }, data: { uuid, status: 1 } });
  return { uuid, key: printApiKey(await readWorkerKey(database, uuid)) };
}

/** A cluster as users see it. */
export async function readCluster(region: Region, uuid: string): Promise<Cluster> {
  return (await region.get('user', `nodegroups/${uuid}/`)).as(Cluster);
}

/** All clusters, as the list has them. */
export async function clustersOf(region: Region): Promise<Cluster[]> {
  return (await region.get(null, 'nodegroups/', { op: 'list' })).as(Cluster.array());
}

/** A cluster as it is stored, with its token and its interfaces. */
export function storedCluster({ database }: Region, uuid: string) {
  const include = { token: true, interfaces: { orderBy: { id: 'asc' } } } as const;
  return database.prisma.nodegroup.findUniqueOrThrow({ where: { uuid }, include });
}

/** The downloads of a cluster, as administrators see them. */
export async function downloadsOf(region: Region, { path }: TestCluster): Promise<Download[]> {
  return (await region.get('admin', path, { op: 'download_progress' })).as(Download.array());
}

/** The path of the region's first cluster. */
export const masterPath = (region: Region): string => `nodegroups/${region.worker.uuid}/`;

/** The fields of an interface for which MAAS manages DHCP. */
export const MANAGED = {
  interface: 'eth0',
  management: '1',
  ip: '10.1.2.3',
  subnet_mask: '255.255.255.0',
  broadcast_ip: '10.1.2.255',
  router_ip: '10.1.2.1',
  ip_range_low: '10.1.2.10',
  ip_range_high: '10.1.2.99',
} as const;

/** MANAGED as the API shows it, without its router. */
export const SHOWN: Interface = {
  interface: 'eth0',
  management: 1,
  ip: '10.1.2.3',
  subnet_mask: '255.255.255.0',
  broadcast_ip: '10.1.2.255',
  ip_range_low: '10.1.2.10',
  ip_range_high: '10.1.2.99',
};

/** The path of the interfaces of the first cluster. */
export const interfacesPath = (region: Region): string => `${masterPath(region)}interfaces/`;

/** The interfaces of the first cluster, as its worker sees them. */
export async function interfacesOf(region: Region): Promise<Interface[]> {
  return (await region.get('worker', interfacesPath(region), { op: 'list' })).as(Interface.array());
}

/** Makes an interface of the first cluster; unmanaged unless the fields say otherwise. */
export async function makeInterface(
  region: Region,
  fields: Readonly<Record<string, string>> = {},
  as: As = 'worker',
): Promise<Interface> {
  const form = { op: 'new', interface: uniqueName('eth'), ip: '10.0.0.1', ...fields };
  return (await region.post(as, interfacesPath(region), form)).as(Interface);
}
