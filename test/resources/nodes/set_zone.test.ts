import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { ensureZone } from '../../support/factories/zones.js';
import { readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const region = useRegion();
let node: Node;
beforeEach(async () => {
  await ensureZone(region, 'attic');
  node = await makeNode(region, 'declared', { zone: 'cellar' });
});

const setZone = (as: As, form: Form) => region.post(as, 'nodes/', { op: 'set_zone', ...form });
const zoneOf = async ({ system_id }: Node) => (await readNode(region, system_id)).zone.name;

test('set_zone moves these nodes into the zone and answers null', async () => {
  const other = await makeNode(region);
  const reply = await setZone('admin', { zone: 'attic', nodes: node.system_id });
  expect([reply.status, reply.text]).toEqual([200, 'null']);
  expect([await zoneOf(node), await zoneOf(other)]).toEqual(['attic', 'default']);
});

test('set_zone without a zone moves nodes into the default zone', async () => {
  (await setZone('admin', { nodes: node.system_id })).ok();
  expect(await zoneOf(node)).toBe('default');
});

test('set_zone without nodes changes nothing', async () => {
  (await setZone('admin', { zone: 'attic' })).ok();
  expect(await zoneOf(node)).toBe('cellar');
});

test('set_zone by a user is 403', async () => {
  expect((await setZone('user', { nodes: node.system_id })).status).toBe(403);
  expect(await zoneOf(node)).toBe('cellar');
});

test('set_zone with unknown nodes is refused under system_id', async () => {
  const reply = await setZone('admin', { zone: 'default', nodes: [node.system_id, 'node-x'] });
  expect(reply.wrongFields).toEqual(['system_id']);
  expect(await zoneOf(node)).toBe('cellar');
});

test.each(['', 'nowhere'])('set_zone with the zone %j is refused under zone', async (zone) => {
  expect((await setZone('admin', { zone, nodes: node.system_id })).json).toEqual({ zone: [expect.any(String)] });
  expect(await zoneOf(node)).toBe('cellar');
});

test.each(['', 'nowhere'])('set_zone with the zone %j and unknown nodes names both, and moves none', async (zone) => {
  const reply = await setZone('admin', { zone, nodes: [node.system_id, 'node-x'] });
  expect([reply.status, reply.type]).toEqual([400, 'application/json']);
  expect(reply.json).toEqual({ zone: [expect.any(String)], system_id: [expect.stringContaining('node-x')] });
  expect(await zoneOf(node)).toBe('cellar');
});
