import { makeCluster, makeInterface } from '../support/factories/clusters.js';
import { connectMacs, makeNetwork } from '../support/factories/networks.js';
import { makeNode } from '../support/factories/nodes.js';
import { makeTag, tagNodes } from '../support/factories/tags.js';
import { makeZone } from '../support/factories/zones.js';
import { alterNode, READY } from '../support/nodes.js';
import type { Region } from '../support/region.js';
import { Node } from '../support/shapes.js';
import { inTurn } from './generator/in-turn.js';
import { mac, uuid } from './generator/values.js';

export const ARCHITECTURES = ['amd64/generic', 'i386/generic', 'armhf/highbank'] as const;
export const ZONES = ['default', 'north', 'south'] as const;
export const TAGS = ['fast', 'big', 'virtual'] as const;
export const ROUTERS = [mac(0xf00001), mac(0xf00002), mac(0xf00003)];
export const NETWORKS = [
  { name: 'storage', ip: '192.168.10.0', netmask: '255.255.255.0', vlan_tag: '23', within: '192.168.10.77' },
  { name: 'public', ip: '192.168.20.0', netmask: '255.255.254.0', vlan_tag: '24', within: '192.168.21.4' },
  { name: 'tunnel', ip: '2001:db8:6::', netmask: 'ffff:ffff:ffff::', vlan_tag: '4094', within: '2001:db8:6:1::9' },
] as const;

/** Of the worker that sends requests: the first cluster of every test region. */
export const FIRST_CLUSTER = 'c0ffee00-0000-4000-8000-000000000001';
export const ACCEPTED_CLUSTER = uuid(0xc001);
export const REJECTED_CLUSTER = uuid(0xc002);
/** Of every cluster here; number N has the address 10.N.0.1. */
export const INTERFACES = ['eth0', 'eth1', 'eth2'] as const;

const hasTag = (name: (typeof TAGS)[number], index: number) => (index >> TAGS.indexOf(name)) % 2 === 0;

/** The nodes that are ready at the beginning, with what acquisitions may ask for. */
export const READY_NODES = Array.from({ length: 16 }, (_, index) => ({
  hostname: `ready-${index}`,
  mac: mac(0xe00000 + index),
  architecture: inTurn(ARCHITECTURES, index),
  zone: inTurn(ZONES, index >> 1),
  cpu_count: 1 << (index % 4),
  memory: 1024 << ((index >> 1) % 3),
  tags: TAGS.filter((name) => hasTag(name, index)),
  network: inTurn(NETWORKS, index),
  routers: ROUTERS.slice(0, index % 4),
}));
export type ReadyNode = (typeof READY_NODES)[number];

/** Makes everything that generated requests name. @returns the system ids of the nodes, in the order of their labels */
export async function makeSurroundings(region: Region): Promise<string[]> {
  for (const name of ZONES.slice(1)) await makeZone(region, name, `The zone ${name}`);
  await makeClusters(region);
  const ready: string[] = [];
  for (const node of READY_NODES) ready.push(await makeReadyNode(region, node));
  for (const name of TAGS) {
    await makeTag(region, { name });
    await tagNodes(region, name, ...ready.filter((_, index) => hasTag(name, index)));
  }
  for (const { within: _, ...network } of NETWORKS) {
    await makeNetwork(region, network);
    const macs = READY_NODES.filter((node) => node.network.name === network.name).map((node) => node.mac);
    await connectMacs(region, network.name, ...macs);
  }
  return [...ready, ...(await makeOtherNodes(region))];
}

async function makeClusters(region: Region): Promise<void> {
  const interfaces = INTERFACES.map((name, number) => ({
    interface: name,
    ip: `10.${number}.0.1`,
    subnet_mask: '255.255.255.0',
  }));
  await makeCluster(region, 'accepted', { uuid: ACCEPTED_CLUSTER, cluster_name: 'Cluster c001', interfaces });
  await makeCluster(region, 'rejected', { uuid: REJECTED_CLUSTER, cluster_name: 'Cluster c002' });
  for (const fields of interfaces) await makeInterface(region, fields);
}

/** Makes the node without its commissioning, which takes too long for so many. */
async function makeReadyNode(region: Region, given: ReadyNode): Promise<string> {
  const { mac, tags: _, network: __, routers, ...fields } = given;
  const node = (await region.post('admin', 'nodes/', { op: 'new', mac_addresses: mac, ...fields })).as(Node);
  await alterNode(region, node, { status: READY, routers });
  return node.system_id;
}

async function makeOtherNodes(region: Region): Promise<string[]> {
  const nodes = [
    await makeNode(region, 'declared', { hostname: 'declared-0', macs: [mac(0xe10000)] }),
    await makeNode(region, 'declared', { hostname: 'declared-1', macs: [mac(0xe10001)] }),
    await makeNode(region, 'allocated', { hostname: 'of-user', macs: [mac(0xe10002)] }),
    await makeNode(region, 'allocated', { hostname: 'of-user2', macs: [mac(0xe10003)], owner: 'user2' }),
  ];
  return nodes.map(({ system_id }) => system_id);
}

/** Labels of nodes that requests may change. */
export const DECLARED_NODES = [label(READY_NODES.length), label(READY_NODES.length + 1)];
export const NODE_OF_USER = label(READY_NODES.length + 2);
export const NODE_OF_USER2 = label(READY_NODES.length + 3);

function label(position: number): string {
  return `node-#${position + 1}`;
}
