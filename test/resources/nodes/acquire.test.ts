import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { eventually } from '../../support/eventually.js';
import { makeNode } from '../../support/factories/nodes.js';
import { ALLOCATED, alterNode, nodePath, readNode, storedNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const region = useRegion();
let node: Node;
beforeEach(async () => {
  await region.database.prisma.node.deleteMany();
  node = await makeNode(region, 'ready', { hostname: 'wanted' });
});

const acquire = (constraints: Form = {}, as: As = 'user') =>
  region.post(as, 'nodes/', { op: 'acquire', ...constraints });

test('acquire allocates a ready node to the caller, with its token and without an earlier agent name', async () => {
  await alterNode(region, node, { agentName: 'before' });
  const given = (await acquire()).as(Node);
  expect(given).toMatchObject({ system_id: node.system_id, status: ALLOCATED, owner: 'user', netboot: true });
  const { agentName, token } = await storedNode(region, node);
  expect([agentName, token?.key]).toEqual(['', String(region.keyOf('user')).split(':')[1]]);
});

test('acquire with an agent name keeps it', async () => {
  (await acquire({ agent_name: 'an-agent' })).ok();
  expect((await storedNode(region, node)).agentName).toBe('an-agent');
});

test.each(['declared', 'commissioning', 'failed tests', 'missing', 'reserved', 'allocated', 'retired'] as const)(
  'acquire of a node in the state %s finds none',
  async (state) => {
    await makeNode(region, state, { hostname: 'unfit', owner: 'user2' });
    expect((await acquire({ name: 'unfit' })).status).toBe(409);
  },
);

test('acquire of a ready node with an owner finds it for that owner only', async () => {
  await alterNode(region, node, { owner: { connect: { username: 'user2' } } });
  expect((await acquire({ name: 'wanted' })).status).toBe(409);
  expect((await acquire({ name: 'wanted' }, 'user2')).as(Node).owner).toBe('user2');
});

test('acquire of a node that netboot was turned off for turns it on again', async () => {
  (await region.post(null, `/MAAS/metadata/latest/by-id/${node.system_id}/`, { op: 'netboot_off' })).ok();
  expect((await readNode(region, node.system_id)).netboot).toBe(false);
  expect((await acquire()).as(Node)).toMatchObject({ system_id: node.system_id, netboot: true });
});

test('acquire with constraints that no node meets is 409 that names them in plain text', async () => {
  await makeNode(region, 'ready', { hostname: 'tagged', tags: ['t1'] });
  const nobody = await acquire({ tags: 't1', mem: '999999', name: 'nobody' });
  expect([nobody.status, nobody.type]).toEqual([409, 'text/plain; charset=utf-8']);
  expect(nobody.text).toMatch(/: name, mem\.$/);
  expect((await acquire({ tags: 't1', name: 'wanted' })).text).toMatch(/all of: name, tags\.$/);
});

test('acquire with several bad constraints names all of them', async () => {
  expect((await acquire({ tags: 'none', mem: 'x', zone: 'none' })).wrongFields).toEqual(['mem', 'tags', 'zone']);
});

test('acquire with unknown constraints ignores them', async () => {
  const given = await acquire({ name: 'wanted', colour: 'red', 'maas-name': 'x' });
  expect(given.as(Node).system_id).toBe(node.system_id);
});

test('acquire with a JSON body takes lists where lists are meant, and refuses texts there', async () => {
  const call = (json: object) => region.call('user', 'POST', 'nodes/?op=acquire', { json });
  const tagged = await makeNode(region, 'ready', { tags: ['j1'] });
  expect((await call({ tags: 'j1' })).status).toBe(400);
  expect((await call({ tags: ['j1'], cpu_count: 0 })).as(Node).system_id).toBe(tagged.system_id);
});

test('acquire with an agent name of more than 255 characters is refused, and the node stays', async () => {
  expect((await acquire({ name: 'wanted', agent_name: 'x'.repeat(256) })).wrongFields).toEqual(['agent_name']);
  expect((await readNode(region, node.system_id)).owner).toBeNull();
});

test('acquire of a released node gives it to another user', async () => {
  (await acquire()).ok();
  (await region.post('user', nodePath(node), { op: 'release' })).ok();
  expect((await acquire({}, 'user2')).as(Node)).toMatchObject({ system_id: node.system_id, owner: 'user2' });
});

test('acquire with a key that is deleted while it waits for a node is 401, and leaves the node', async () => {
  const made = await region.post('user', 'account/', { op: 'create_authorisation_token' });
  const { consumer_key, token_key, token_secret } = made.as(
    z.object({ consumer_key: z.string(), token_key: z.string(), token_secret: z.string() }),
  );
  const { pool } = region.database;
  const other = await pool.connect();
  await other.query('BEGIN; SELECT FROM nodes FOR UPDATE');
  const acquired = acquire({}, `${consumer_key}:${token_key}:${token_secret}`);
  await eventually(async () => {
    const { rowCount } = await pool.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(rowCount).toBe(1);
  });
  (await region.post('user', 'account/', { op: 'delete_authorisation_token', token_key })).ok();
  await other.query('ROLLBACK');
  other.release();
  const { status, text } = await acquired;
  expect([status, text]).toEqual([401, `Invalid access token: ${token_key}`]);
  expect((await readNode(region, node.system_id)).owner).toBeNull();
});

test('acquire without credentials is an unknown operation', async () => {
  expect((await acquire({}, null)).status).toBe(400);
});
