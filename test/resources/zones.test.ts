import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { readNode } from '../support/nodes.js';
import { useRegion } from '../support/region.js';
import { Zone } from '../support/shapes.js';

const region = useRegion();

const create = async (name: string, description = '') =>
  (await region.post('admin', 'zones/', { name, description })).as(Zone);
const move = (nodes: string, zone: string) => region.post('admin', 'nodes/', { op: 'set_zone', nodes, zone });
const names = async () => (await region.get('user', 'zones/')).as(z.array(Zone)).map(({ name }) => name);

test('a zone is made with a name alone, and shown by its three keys', async () => {
  const zone = (await region.post('admin', 'zones/', { name: 'attic' })).as(Zone);
  expect(zone).toEqual({ name: 'attic', description: '', resource_uri: '/MAAS/api/1.0/zones/attic/' });
  expect((await region.get('user', 'zones/attic/')).json).toEqual(zone);
});

test('the list is ordered by name in whatever case', async () => {
  for (const name of ['list-b', 'LIST-A', 'list-C']) await create(name);
  const found = await names();
  expect(found.filter((name) => /^list-/i.test(name))).toEqual(['LIST-A', 'list-b', 'list-C']);
  expect(found).toContain('default');
});

test.each(['', 'with blank', 'a/b', 'a.b', 'µ', 'x'.repeat(257)])('the name %j is refused', async (name) => {
  const reply = await region.post('admin', 'zones/', { name, description: 'x' });
  expect([reply.status, Object.keys(Object(reply.json))]).toEqual([400, ['name']]);
});

test('a taken name is refused on creation and on renaming', async () => {
  await create('taken');
  const other = await create('other', 'kept');
  const expected = [400, { name: ['Zone with this Name already exists.'] }];
  const created = await region.post('admin', 'zones/', { name: 'taken' });
  expect([created.status, created.json]).toEqual(expected);
  const renamed = await region.put('admin', 'zones/other/', { name: 'taken', description: 'lost' });
  expect([renamed.status, renamed.json]).toEqual(expected);
  expect((await region.get('user', 'zones/other/')).json).toEqual(other);
});

test('PUT changes what is sent; nodes stay in a renamed zone', async () => {
  await create('old', 'kept');
  const [node = ''] = await makeReadyNodes(region.database, 1);
  (await move(node, 'old')).ok();
  const renamed = (await region.put('admin', 'zones/old/', { name: 'new' })).as(Zone);
  expect(renamed).toEqual({ name: 'new', description: 'kept', resource_uri: '/MAAS/api/1.0/zones/new/' });
  expect((await readNode(region, node)).zone).toEqual(renamed);
  expect((await region.get('user', 'zones/old/')).status).toBe(404);
  expect((await region.put('admin', 'zones/new/', { description: '' })).as(Zone).description).toBe('');
});

test('the default zone keeps its name and stays, but may be described', async () => {
  const renamed = await region.put('admin', 'zones/default/', { name: 'other' });
  expect([renamed.status, Object.keys(Object(renamed.json))]).toEqual([400, ['name']]);
  const deleted = await region.delete('admin', 'zones/default/');
  expect([deleted.status, deleted.type]).toEqual([400, expect.stringContaining('text/plain')]);
  const described = await region.put('admin', 'zones/default/', { name: 'default', description: 'here' });
  expect(described.as(Zone)).toMatchObject({ name: 'default', description: 'here' });
});

test('deleting a zone moves its nodes to the default zone, and repeats without harm', async () => {
  await create('doomed');
  const [node = ''] = await makeReadyNodes(region.database, 1);
  (await move(node, 'doomed')).ok();
  for (const _ of ['once', 'twice']) expect((await region.delete('admin', 'zones/doomed/')).status).toBe(204);
  expect((await readNode(region, node)).zone.name).toBe('default');
  expect(await names()).not.toContain('doomed');
});

test('nodes that move into a zone while it is deleted end up in a zone that exists', async () => {
  const nodes = await makeReadyNodes(region.database, 8);
  await create('contended');
  const [deleted, ...moved] = await Promise.all([
    region.delete('admin', 'zones/contended/'),
    ...nodes.map((node) => move(node, 'contended')),
  ]);
  expect(deleted.status).toBe(204);
  expect(moved.filter(({ status }) => status !== 200 && status !== 400)).toEqual([]);
  const zones = await Promise.all(nodes.map(async (node) => (await readNode(region, node)).zone.name));
  expect(new Set(zones)).toEqual(new Set(['default']));
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('%s may not write zones (%i)', async (as, status) => {
  expect((await region.post(as, 'zones/', { name: 'forbidden' })).status).toBe(status);
  expect((await region.put(as, 'zones/default/', { description: 'x' })).status).toBe(status);
  expect((await region.put(as, 'zones/nowhere/', { description: 'x' })).status).toBe(status);
  expect((await region.delete(as, 'zones/nowhere/')).status).toBe(status);
  expect(await names()).not.toContain('forbidden');
});

test('an unknown zone is not found', async () => {
  expect((await region.get('user', 'zones/nowhere/')).status).toBe(404);
  expect((await region.put('admin', 'zones/nowhere/', { name: 'a b' })).status).toBe(404);
});

test('a zone takes no POST', async () => {
  expect((await region.post('admin', 'zones/default/', {})).status).toBe(405);
});
