import { randomBytes } from 'node:crypto';
import type { Form } from '../body.js';
import {
  alterNode,
  MISSING,
  macOf,
  nodeKey,
  nodePath,
  RESERVED,
  RETIRED,
  readNode,
  signal,
  type WithSystemId,
} from '../nodes.js';
import type { Region } from '../region.js';
import { AnonymousNode, type Node } from '../shapes.js';
import type { Role } from './accounts.js';
import { connectMacs, ensureNetwork } from './networks.js';
import { ensureTag, tagNodes } from './tags.js';
import { ensureZone, moveNodes } from './zones.js';

export type NodeState =
  | 'declared'
  | 'commissioning'
  | 'failed tests'
  | 'missing'
  | 'ready'
  | 'reserved'
  | 'allocated'
  | 'retired';

export interface NodeTraits {
  readonly hostname?: string;
  readonly architecture?: string;
  /** One random MAC address, if not set */
  readonly macs?: readonly string[];
  readonly power_type?: string;
  readonly power_parameters?: object;
  /** Of an allocated or reserved node: `user`, if not set */
  readonly owner?: Role;
  readonly agent_name?: string;
  /** Outputs of the scripts of its commissioning */
  readonly outputs?: Readonly<Record<string, string | Buffer>>;
  /** MAC addresses of its neighbours, as LLDP found them */
  readonly routers?: readonly string[];
  readonly cpu_count?: number;
  readonly memory?: number;
  readonly storage?: number;
  /** Names of tags, a zone and networks, which are made unless they exist */
  readonly tags?: readonly string[];
  readonly zone?: string;
  readonly networks?: readonly string[];
}

/** A MAC address that no other node has. */
export function randomMac(): string {
  return ['02', ...Array.from(randomBytes(5), (byte) => byte.toString(16).padStart(2, '0'))].join(':');
}

/**
 * Makes a node in this state. The node is enlisted, accepted, commissioned and acquired by API requests, as far as
 * possible. Its architecture needs images: call `reportImages` first.
 */
export async function makeNode(region: Region, state: NodeState = 'declared', traits: NodeTraits = {}): Promise<Node> {
  const { system_id, hostname } = await enlist(region, traits);
  const node = { system_id };
  if (state !== 'declared') await accept(region, node);
  if (state === 'failed tests') await endCommissioning(region, node, 'FAILED', traits);
  if (STATES_AFTER_COMMISSIONING.has(state)) await endCommissioning(region, node, 'OK', traits);
  if (state === 'allocated' || state === 'reserved') await acquire(region, hostname, traits);
  const status = UNREACHABLE[state];
  if (status !== undefined) await alterNode(region, node, { status });
  return describeNode(region, node, traits);
}

/** The states that no operation of the API sets. */
const UNREACHABLE: Readonly<Partial<Record<NodeState, number>>> = {
  missing: MISSING,
  reserved: RESERVED,
  retired: RETIRED,
};
const STATES_AFTER_COMMISSIONING = new Set<NodeState>(['missing', 'ready', 'reserved', 'allocated', 'retired']);

async function enlist(region: Region, { hostname, architecture, macs, power_type, power_parameters }: NodeTraits) {
  const form: Form = {
    op: 'new',
    architecture: architecture ?? 'amd64/generic',
    mac_addresses: macs ?? [randomMac()],
    ...(hostname !== undefined && { hostname }),
    ...(power_type !== undefined && { power_type }),
    ...(power_parameters && { power_parameters: JSON.stringify(power_parameters) }),
  };
  return (await region.post(null, 'nodes/', form)).as(AnonymousNode);
}

async function accept(region: Region, { system_id }: WithSystemId): Promise<void> {
  (await region.post('admin', 'nodes/', { op: 'accept', nodes: system_id })).ok();
}

async function endCommissioning(
  region: Region,
  { system_id }: WithSystemId,
  word: 'OK' | 'FAILED',
  { outputs }: NodeTraits,
): Promise<void> {
  await signal(region, await nodeKey(region, system_id), word, outputs);
}

async function acquire(region: Region, name: string, { owner = 'user', agent_name = '' }: NodeTraits): Promise<void> {
  (await region.post(owner, 'nodes/', { op: 'acquire', name, agent_name })).ok();
}

/** Gives a node what it has in every state. */
async function describeNode(region: Region, node: WithSystemId, traits: NodeTraits): Promise<Node> {
  const { routers, cpu_count, memory, storage, tags = [], zone, networks = [] } = traits;
  if (routers) await alterNode(region, node, { routers: [...routers] });
  const facts = { ...(cpu_count && { cpu_count }), ...(memory && { memory }), ...(storage && { storage }) };
  if (Object.keys(facts).length > 0) (await region.put('admin', nodePath(node), facts)).ok();
  if (zone !== undefined) {
    await ensureZone(region, zone);
    await moveNodes(region, zone, node.system_id);
  }
  for (const tag of tags) {
    await ensureTag(region, tag);
    await tagNodes(region, tag, node.system_id);
  }
  const found = await readNode(region, node.system_id);
  for (const network of networks) {
    await ensureNetwork(region, network);
    await connectMacs(region, network, macOf(found));
  }
  return found;
}
