import { beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { readNode } from '../support/nodes.js';
import { type As, useRegion } from '../support/region.js';

const Macs = z.array(z.strictObject({ mac_address: z.string(), resource_uri: z.string() }));
const Names = z.array(z.looseObject({ name: z.string() }));
const UNKNOWN = '02:00:00:00:00:77';

interface TestNode {
  readonly id: string;
  readonly macs: readonly [string, string];
}

const region = useRegion();
let nodes: readonly TestNode[];
beforeAll(async () => {
  const ids = await makeReadyNodes(region.database, 3);
  nodes = await Promise.all(ids.map(testNode));
});
beforeEach(async () => {
  await region.database.prisma.macNetwork.deleteMany();
  await region.database.prisma.network.deleteMany();
  for (const [at, name] of ['a', 'b'].entries()) {
    (await region.post('admin', 'networks/', { name, ip: `10.${at}.0.0`, netmask: '255.255.0.0' })).ok();
  }
});

async function testNode(id: string): Promise<TestNode> {
  const [first = '', second = ''] = (await readNode(region, id)).macaddress_set.map((mac) => mac.mac_address);
  return { id, macs: [first, second] };
}

function nodeAt(at: number): TestNode {
  const node = nodes[at];
  if (!node) throw new Error('there are fewer nodes');
  return node;
}

const call = (op: string, network: string, macs: readonly string[], as: As = 'admin') =>
  region.post(as, `networks/${network}/`, { op, macs });
const connect = async (network: string, ...macs: string[]) => (await call('connect_macs', network, macs)).ok();
const listed = async (network: string, as: As = 'admin') => {
  const found = (await region.get(as, `networks/${network}/`, { op: 'list_connected_macs' })).as(Macs);
  return found.map(({ mac_address }) => mac_address);
};
const withNodes = (...node: string[]) => region.get('user', 'networks/', { node });
const namesWith = async (...node: string[]) => (await withNodes(...node)).as(Names).map(({ name }) => name);

test('MAC addresses are connected and disconnected, in any spelling, and the answer is null', async () => {
  const [first, second] = nodeAt(0).macs;
  const connected = await call('connect_macs', 'a', [first.toUpperCase().replaceAll(':', '-'), second]);
  expect([connected.status, connected.text]).toEqual([200, 'null']);
  expect(await listed('a')).toEqual([first, second]);
  const disconnected = await call('disconnect_macs', 'a', [first]);
  expect([disconnected.status, disconnected.text]).toEqual([200, 'null']);
  expect(await listed('a')).toEqual([second]);
});

test('connecting or disconnecting again changes nothing, nor does an empty list', async () => {
  const [first, second] = nodeAt(0).macs;
  await connect('a', first, first);
  await connect('b', first);
  await connect('a', first);
  await connect('a');
  (await call('disconnect_macs', 'a', [second])).ok();
  (await call('disconnect_macs', 'a', [''])).ok();
  expect([await listed('a'), await listed('b')]).toEqual([[first], [first]]);
});

test.each(['connect_macs', 'disconnect_macs'])('%s with an unknown address does nothing at all', async (op) => {
  const { macs } = nodeAt(0);
  await connect('a', macs[0]);
  const reply = await call(op, 'a', [...macs, UNKNOWN, '02:00:00:00:00:01']);
  const message = expect.stringContaining(`02:00:00:00:00:01, ${UNKNOWN}`);
  expect([reply.status, reply.json]).toEqual([400, { macs: [message] }]);
  expect(await listed('a')).toEqual([macs[0]]);
});

test('a malformed address is refused under macs', async () => {
  const reply = await call('connect_macs', 'a', ['no address']);
  expect([reply.status, reply.json]).toEqual([400, { macs: ["'no address' is not a valid MAC address."] }]);
});

test('the list is ordered by hostname, then by address, and leads to the addresses', async () => {
  for (const [at, hostname] of ['Bravo', 'alpha', 'charlie'].entries()) {
    await region.database.prisma.node.update({ where: { systemId: nodeAt(at).id }, data: { hostname } });
  }
  for (const at of [2, 0, 1]) await connect('a', ...[...nodeAt(at).macs].reverse());
  expect(await listed('a')).toEqual([1, 0, 2].flatMap((at) => nodeAt(at).macs));
  const [entry] = (await region.get('user', 'networks/a/', { op: 'list_connected_macs' })).as(Macs);
  expect((await region.get('user', entry?.resource_uri ?? '')).json).toEqual(entry);
});

test('addresses of nodes of other users are not shown, but to administrators', async () => {
  await connect('a', nodeAt(0).macs[0], nodeAt(1).macs[0]);
  await region.database.prisma.node.update({
    where: { systemId: nodeAt(1).id },
    data: { status: 6, owner: { connect: { username: 'user' } } },
  });
  expect(await listed('a', 'user2')).toEqual([nodeAt(0).macs[0]]);
  for (const as of ['user', 'admin'] as const) expect(await listed('a', as)).toHaveLength(2);
});

test('?node= restricts to networks that all of the nodes are on, each once', async () => {
  await connect('a', ...nodeAt(0).macs, nodeAt(1).macs[0]);
  await connect('b', nodeAt(0).macs[0]);
  expect(await namesWith(nodeAt(0).id)).toEqual(['a', 'b']);
  expect(await namesWith(nodeAt(0).id, nodeAt(0).id)).toEqual(['a', 'b']);
  expect(await namesWith(nodeAt(0).id, nodeAt(1).id)).toEqual(['a']);
  expect(await namesWith(nodeAt(2).id)).toEqual([]);
});

test('?node= refuses unknown nodes and names them', async () => {
  const reply = await withNodes(nodeAt(0).id, 'node-nowhere');
  expect([reply.status, reply.json]).toEqual([400, { node: [expect.stringContaining('node-nowhere')] }]);
});

test('mac_addresses sets exactly these connections, on PUT only when sent', async () => {
  const [first, second] = nodeAt(0).macs;
  const form = { name: 'c', ip: '10.7.0.0', netmask: '255.255.0.0', mac_addresses: [first, second] };
  (await region.post('admin', 'networks/', form)).ok();
  expect(await listed('c')).toEqual([first, second]);
  (await region.put('admin', 'networks/c/', { description: 'x' })).ok();
  expect(await listed('c')).toHaveLength(2);
  (await region.put('admin', 'networks/c/', { mac_addresses: [second, nodeAt(1).macs[0]] })).ok();
  expect(new Set(await listed('c'))).toEqual(new Set([second, nodeAt(1).macs[0]]));
  (await region.put('admin', 'networks/c/', { mac_addresses: '' })).ok();
  expect(await listed('c')).toEqual([]);
});

test('a network with nodes attached is not deleted', async () => {
  await connect('a', nodeAt(0).macs[0]);
  const refused = await region.delete('admin', 'networks/a/');
  expect([refused.status, refused.type]).toEqual([409, expect.stringContaining('text/plain')]);
  (await call('disconnect_macs', 'a', nodeAt(0).macs)).ok();
  expect((await region.delete('admin', 'networks/a/')).status).toBe(204);
});
