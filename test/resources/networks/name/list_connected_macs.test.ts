import { expect, test } from 'vitest';
import { connectMacs, makeNetwork } from '../../../support/factories/networks.js';
import { makeNode, randomMac } from '../../../support/factories/nodes.js';
import { macOf } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Macs, type Node } from '../../../support/shapes.js';

const region = useRegion();
const listed = async (network: string, as: As) =>
  (await region.get(as, `networks/${network}/`, { op: 'list_connected_macs' })).as(Macs);

test('list_connected_macs is ordered by hostname, then by address, and has links to the addresses', async () => {
  await makeNetwork(region, { name: 'net' });
  const nodes: Node[] = [];
  for (const hostname of ['Bravo', 'alpha', 'charlie']) {
    nodes.push(await makeNode(region, 'declared', { hostname, macs: [randomMac(), randomMac()].sort() }));
  }
  const [bravo, alpha, charlie] = nodes.map(({ macaddress_set }) => macaddress_set);
  for (const node of nodes) {
    const macs = node.macaddress_set.map(({ mac_address }) => mac_address);
    await connectMacs(region, 'net', ...macs.reverse());
  }
  const found = await listed('net', 'user');
  expect(found).toEqual([alpha, bravo, charlie].flatMap((macs) => macs ?? []));
  expect((await region.get('user', found[0]?.resource_uri ?? '')).json).toEqual(found[0]);
});

test('list_connected_macs hides addresses of nodes of other users, but not from administrators', async () => {
  const free = await makeNode(region, 'ready', { networks: ['shared'] });
  const taken = await makeNode(region, 'allocated', { owner: 'user', networks: ['shared'] });
  const macs = async (as: As) => new Set((await listed('shared', as)).map(({ mac_address }) => mac_address));
  for (const as of ['user', 'admin'] as const) expect(await macs(as)).toEqual(new Set([macOf(free), macOf(taken)]));
  expect(await macs('user2')).toEqual(new Set([macOf(free)]));
});

test('list_connected_macs of an unknown network is 404', async () => {
  expect((await region.get('user', 'networks/nowhere/', { op: 'list_connected_macs' })).status).toBe(404);
});
