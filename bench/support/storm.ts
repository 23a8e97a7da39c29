import { NodeStatus } from '../../src/model/statuses/node-status.js';
import type { Request } from './connection.js';
import { load, type Throughput } from './load.js';
import type { Site } from './site.js';
import { execute, select } from './sql.js';

const CONNECTIONS = 64;

/** The path of the metadata service, in the version that nodes use. */
export const METADATA = '/MAAS/metadata/latest/';

/** A machine that boots, with the requests that it sends. */
export interface Machine {
  readonly system_id: string;
  readonly mac: string;
}

/** Creates a database with machines that boot for commissioning. Returns its URL. */
export async function stormDatabase(site: Site, name: string, machines: number): Promise<string> {
  const databaseUrl = await site.database(name, machines);
  await execute(databaseUrl, COMMISSIONING, IMAGES);
  return databaseUrl;
}

export function readMachines(databaseUrl: string): Promise<Machine[]> {
  return select<Machine>(databaseUrl, MACHINES);
}

/** Makes the request of a machine for its preseed. */
export function preseedRequest({ system_id }: Machine): () => Request {
  return () => ({ method: 'GET', path: `${METADATA}by-id/${system_id}/?op=get_preseed` });
}

/** Sends each of the requests once, over 64 connections. */
export function storm(url: URL, requests: readonly (() => Request)[]): Promise<Throughput> {
  const left = requests.values();
  const next = () => left.next().value?.() ?? { method: 'GET', path: '/' };
  return load(url, next, { amount: requests.length, connections: CONNECTIONS });
}

const COMMISSIONING = `UPDATE nodes SET status = ${NodeStatus.COMMISSIONING}`;

const IMAGES = `
  INSERT INTO boot_images (nodegroup_id, osystem, architecture, subarchitecture, release, purpose, label)
  SELECT min(id), 'ubuntu', 'amd64', 'generic', 'trusty', 'commissioning', 'release' FROM nodegroups`;

const MACHINES = `
  SELECT n.system_id, (SELECT min(m.mac) FROM mac_addresses m WHERE m.node_id = n.id) AS mac FROM nodes n ORDER BY n.id`;
