import { expect, test } from 'vitest';
import { makeReadyNodes } from '../../../support/factories/many-nodes.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { makeZone, zoneNames } from '../../../support/factories/zones.js';
import { readNode } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('delete moves the nodes of the zone to the default zone, and can be repeated', async () => {
  const { system_id } = await makeNode(region, 'declared', { zone: 'doomed' });
  for (const _ of ['once', 'twice']) expect((await region.delete('admin', 'zones/doomed/')).status).toBe(204);
  expect((await readNode(region, system_id)).zone.name).toBe('default');
  expect(await zoneNames(region)).not.toContain('doomed');
});

test('delete of the default zone is refused in plain text', async () => {
  const reply = await region.delete('admin', 'zones/default/');
  expect([reply.status, reply.type]).toEqual([400, expect.stringContaining('text/plain')]);
  expect(await zoneNames(region)).toContain('default');
});

test('delete while nodes move into the zone leaves them in a zone that exists', async () => {
  const nodes = await makeReadyNodes(region.database, 8);
  await makeZone(region, 'contended');
  const form = { op: 'set_zone', zone: 'contended' };
  const [deleted, ...moved] = await Promise.all([
    region.delete('admin', 'zones/contended/'),
    ...nodes.map((node) => region.post('admin', 'nodes/', { ...form, nodes: node })),
  ]);
  expect(deleted.status).toBe(204);
  expect(moved.filter(({ status }) => status !== 200 && status !== 400)).toEqual([]);
  const zones = await Promise.all(nodes.map(async (node) => (await readNode(region, node)).zone.name));
  expect(new Set(zones)).toEqual(new Set(['default']));
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('delete by %s is %i, whether the zone exists or not, and the zone stays', async (as, status) => {
  const zone = await makeZone(region);
  for (const name of [zone.name, 'nowhere']) expect((await region.delete(as, `zones/${name}/`)).status).toBe(status);
  expect(await zoneNames(region)).toContain(zone.name);
});
