import { expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { type As, startRegion, useRegion } from '../../support/region.js';
import { Nodes } from '../../support/shapes.js';

const region = useRegion();
const list = async (as: As, query: Form = {}) =>
  (await region.get(as, 'nodes/', { op: 'list', ...query })).as(Nodes).map(({ system_id }) => system_id);

test('list by a user has free nodes and the own ones, by an administrator all', async () => {
  const free = await makeNode(region);
  const own = await makeNode(region, 'allocated');
  const others = await makeNode(region, 'allocated', { owner: 'user2' });
  const id = [free, own, others].map(({ system_id }) => system_id);
  expect(await list('user', { id })).toEqual([free.system_id, own.system_id]);
  expect(await list('user2', { id })).toEqual([free.system_id, others.system_id]);
  expect(await list('admin', { id })).toEqual(id);
});

test('list by ids is in the order of creation, and unknown ids match nothing', async () => {
  const nodes = [await makeNode(region), await makeNode(region), await makeNode(region)];
  const [a = '', b = '', c = ''] = nodes.map(({ system_id }) => system_id);
  expect(await list('user', { id: [c, a, 'node-none', b] })).toEqual([a, b, c]);
  expect((await region.get('user', 'nodes/', { op: 'list', id: 'node-none' })).text).toBe('[]');
});

test('list by hostname, MAC address, zone and agent name has the nodes that meet all', async () => {
  const macs = [randomMac(), randomMac()];
  const traits = { hostname: 'findme', macs, zone: 'list-zone', agent_name: 'an-agent' };
  const { system_id } = await makeNode(region, 'allocated', traits);
  const spelled = macs.map((mac) => mac.toUpperCase().replaceAll(':', '-'));
  for (const filter of [
    { hostname: 'findme' },
    { zone: 'list-zone' },
    { agent_name: 'an-agent' },
    { mac_address: spelled },
  ]) {
    expect(await list('user', filter)).toEqual([system_id]);
  }
  expect(await list('user', { hostname: 'findme', zone: 'default' })).toEqual([]);
  expect(await list('user', { agent_name: '' })).not.toContain(system_id);
});

test('list by malformed MAC addresses is 400 that names them in plain text, in their order', async () => {
  const reply = await region.get('user', 'nodes/', { op: 'list', mac_address: ['00:11', randomMac(), 'x'] });
  expect([reply.status, reply.type]).toEqual([400, 'text/plain; charset=utf-8']);
  expect(reply.text).toMatch(/: 00:11, x$/);
});

test('list without credentials is an unknown operation', async () => {
  expect((await region.get(null, 'nodes/', { op: 'list' })).status).toBe(400);
});

test('list of 1,000 nodes needs as many statements as of 10, at most 6', async () => {
  await using many = await startRegion();
  await makeReadyNodes(many.database, 10);
  (await many.get('user', 'zones/')).ok(); // the first request of an account looks up its token as well
  expect((await many.get('user', 'nodes/', { op: 'list' })).as(Nodes)).toHaveLength(10);
  const few = many.queries();
  await makeReadyNodes(many.database, 990);
  expect((await many.get('user', 'nodes/', { op: 'list' })).as(Nodes)).toHaveLength(1_000);
  expect(many.queries()).toBe(few);
  expect(few).toBeLessThanOrEqual(6);
});

test.each(['identity', 'gzip'])(
  'list of 2,500 nodes with the encoding %s is complete and in order',
  async (encoding) => {
    await using many = await startRegion();
    const ids = await makeReadyNodes(many.database, 2_500);
    const options = { query: { op: 'list' }, headers: { 'accept-encoding': encoding } };
    const reply = await many.call('user', 'GET', 'nodes/', options);
    expect(reply.as(Nodes).map(({ system_id }) => system_id)).toEqual(ids);
  },
);
