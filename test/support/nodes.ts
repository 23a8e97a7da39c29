import { randomBytes } from 'node:crypto';
import type { Fields, Value } from './body.js';
import type { ApiKey } from './oauth.js';
import type { As, Region } from './region.js';
import { AnonymousNode, Node } from './shapes.js';

/** Status numbers of the document. */
export const DECLARED = 0;
export const COMMISSIONING = 1;
export const FAILED_TESTS = 2;
export const READY = 4;
export const RESERVED = 5;
export const ALLOCATED = 6;
export const RETIRED = 7;

type NodeFields = Readonly<Record<string, Value | readonly Value[]>>;

const ARCHITECTURES = [
  ['amd64', 'generic'],
  ['i386', 'generic'],
  ['armhf', 'highbank'],
] as const;

/** The images that make these architectures usable, as a cluster reports them. */
export const IMAGES = ARCHITECTURES.flatMap(([architecture, subarchitecture]) =>
  ['commissioning', 'install', 'xinstall'].map((purpose) => ({
    osystem: 'ubuntu',
    release: 'trusty',
    label: 'release',
    architecture,
    subarchitecture,
    purpose,
  })),
);

/** A MAC address that no other node has. */
export function randomMac(): string {
  return ['02', ...Array.from(randomBytes(5), (byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

/** Has the first cluster report these images, in place of those before. */
export async function reportImages(region: Region, images: readonly object[] = IMAGES): Promise<void> {
  const path = `nodegroups/${region.worker.uuid}/boot-images/`;
  (await region.post('worker', path, { op: 'report_boot_images', images: JSON.stringify(images) })).ok();
}

/** Enlists a node anonymously, as a machine does that boots for the first time. Needs `reportImages`. */
export async function declaredNode(region: Region, fields: NodeFields = {}): Promise<Node> {
  const form: Fields = { op: 'new', architecture: 'amd64/generic', mac_addresses: randomMac(), ...fields };
  const { system_id } = (await region.post(null, 'nodes/', form)).as(AnonymousNode);
  return readNode(region, system_id);
}

/** Enlists a node, accepts it and has it commissioned. */
export async function readyNode(region: Region, fields: NodeFields = {}): Promise<Node> {
  const { system_id } = await declaredNode(region, fields);
  (await region.post('admin', 'nodes/', { op: 'accept', nodes: system_id })).ok();
  await signal(region, await nodeKey(region, system_id), 'OK');
  return readNode(region, system_id);
}

/** A ready node that is now allocated to this account. */
export async function allocatedNode(region: Region, as: As = 'user', fields: NodeFields = {}): Promise<Node> {
  const { hostname } = await readyNode(region, fields);
  return (await region.post(as, 'nodes/', { op: 'acquire', name: hostname })).as(Node);
}

export async function readNode(region: Region, systemId: string, as: As = 'admin'): Promise<Node> {
  return (await region.get(as, `nodes/${systemId}/`)).as(Node);
}

/** The credentials of a node, out of its preseed as the machine itself gets them. */
export async function nodeKey(region: Region, systemId: string): Promise<ApiKey> {
  const reply = await region.get(null, `/MAAS/metadata/latest/by-id/${systemId}/`, { op: 'get_preseed' });
  const preseed = reply.ok().text;
  return ['consumer_key', 'token_key', 'token_secret'].map((name) => credential(preseed, name)).join(':');
}

function credential(preseed: string, name: string): string {
  const value = new RegExp(`${name}\\W+(\\w+)`).exec(preseed)?.[1];
  if (value === undefined) throw new Error(`no ${name} in the preseed: ${preseed.slice(0, 200)}`);
  return value;
}

export type Signal = 'OK' | 'FAILED' | 'WORKING';

/** Reports on a commissioning as the node does, with the outputs of its scripts by their names. */
export async function signal(
  region: Region,
  key: ApiKey,
  status: Signal,
  outputs: Readonly<Record<string, string | Buffer>> = {},
  scriptResult = 0,
): Promise<void> {
  const files = Object.entries(outputs).map(([name, data]): [string, Value] => [name, { filename: name, data }]);
  const form: Fields = [['op', 'signal'], ['status', status], ['script_result', scriptResult], ...files];
  (await region.post(key, '/MAAS/metadata/latest/', form)).ok();
}
