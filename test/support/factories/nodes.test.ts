import { expect, test } from 'vitest';
import { COMMISSIONING, nodePath, storedNode } from '../nodes.js';
import { useRegion } from '../region.js';
import { Node, Nodes } from '../shapes.js';
import { makeReadyNodes } from './many-nodes.js';
import { connectedMacs } from './networks.js';
import { makeNode } from './nodes.js';

const region = useRegion();

test.each([
  ['declared', 0, null],
  ['commissioning', 1, null],
  ['failed tests', 2, null],
  ['missing', 3, null],
  ['ready', 4, null],
  ['reserved', 5, 'user2'],
  ['allocated', 6, 'user2'],
  ['retired', 7, null],
] as const)('makeNode in the state %s gives a node of status %i with the owner %s', async (state, status, owner) => {
  const node = await makeNode(region, state, { owner: 'user2' });
  expect(node).toMatchObject({ status, owner });
  expect((await region.get('admin', nodePath(node))).as(Node)).toEqual(node);
});

test('makeNode with traits returns a node with all of them', async () => {
  const shown = { hostname: 'odd', architecture: 'i386/generic', cpu_count: 2, memory: 1_024, storage: 3_000 };
  const macs = ['02:00:00:00:00:0a', '02:00:00:00:00:0b'];
  const routers = ['02:00:00:00:00:0c'];
  const power = { power_type: 'ipmi', power_parameters: { power_user: 'maas' } };
  const places = { tags: ['fast', 'cheap'], zone: 'attic', networks: ['left', 'right'] };
  const node = await makeNode(region, 'commissioning', { ...shown, ...power, ...places, macs, routers });
  expect(node).toMatchObject({ ...shown, status: COMMISSIONING, routers, power_type: 'ipmi', zone: { name: 'attic' } });
  expect(node.macaddress_set.map(({ mac_address }) => mac_address)).toEqual(macs);
  expect(node.tag_names).toEqual(['cheap', 'fast', 'use-fastpath-installer']);
  expect((await storedNode(region, node)).powerParameters).toEqual(power.power_parameters);
  for (const name of places.networks) expect(await connectedMacs(region, name)).toEqual(macs.slice(0, 1));
});

test('makeReadyNodes makes nodes like the API, which can be acquired', async () => {
  const ids = await makeReadyNodes(region.database, 3);
  const nodes = (await region.get('user', 'nodes/', { op: 'list', id: ids })).as(Nodes);
  expect(nodes.map((node) => [node.system_id, node.status, node.macaddress_set.length])).toEqual(
    ids.map((id) => [id, 4, 2]),
  );
  const [first] = nodes;
  const acquired = await region.post('user', 'nodes/', { op: 'acquire', name: first?.hostname ?? '' });
  expect(acquired.as(Node)).toMatchObject({ system_id: first?.system_id, owner: 'user' });
});
