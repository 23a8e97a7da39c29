import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { makeNetwork } from '../../support/factories/networks.js';
import { makeNode } from '../../support/factories/nodes.js';
import { useRegion } from '../../support/region.js';
import { Network, type Node } from '../../support/shapes.js';

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.macNetwork.deleteMany();
  await region.database.prisma.network.deleteMany();
});

const namesOf = async (query: { readonly node?: readonly string[] } = {}) =>
  (await region.get('user', 'networks/', query)).as(z.array(Network)).map(({ name }) => name);

test('read of the networks has them by name', async () => {
  for (const name of ['c', 'a', 'b']) await makeNetwork(region, { name });
  expect(await namesOf()).toEqual(['a', 'b', 'c']);
});

test('read by nodes has the networks that all of these nodes are attached to, each once', async () => {
  const nodes: Node[] = [];
  for (const networks of [['a', 'b'], ['a'], []]) nodes.push(await makeNode(region, 'declared', { networks }));
  const [both = '', one = '', none = ''] = nodes.map(({ system_id }) => system_id);
  expect(await namesOf({ node: [both] })).toEqual(['a', 'b']);
  expect(await namesOf({ node: [both, both] })).toEqual(['a', 'b']);
  expect(await namesOf({ node: [both, one] })).toEqual(['a']);
  expect(await namesOf({ node: [none] })).toEqual([]);
});

test('read by unknown nodes is refused and names them', async () => {
  const { system_id } = await makeNode(region);
  const reply = await region.get('user', 'networks/', { node: [system_id, 'node-nowhere'] });
  expect([reply.status, reply.json]).toEqual([400, { node: [expect.stringContaining('node-nowhere')] }]);
});
