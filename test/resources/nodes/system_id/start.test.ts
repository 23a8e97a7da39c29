import { expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import { makeNode } from '../../../support/factories/nodes.js';
import {
  alterNode,
  DEPLOYED,
  DEPLOYING,
  FAILED_DEPLOYMENT,
  lastPowerAction,
  nodePath,
  storedNode,
  UNKNOWN_NODE,
  type WithSystemId,
} from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
const start = (as: As, node: WithSystemId, form: Form = {}) =>
  region.post(as, nodePath(node), { op: 'start', ...form });
const userData = async (node: WithSystemId) => {
  const stored = await storedNode(region, node);
  return stored.userData && Buffer.from(stored.userData.data);
};
const ownNode = () => makeNode(region, 'allocated', { power_type: 'ether_wake' });

const DATA = Buffer.from([0, 255, 10, 13, 128]);
const user_data = DATA.toString('base64');

test('start with user data and a series stores them, byte for byte', async () => {
  const node = await ownNode();
  expect((await start('user', node, { user_data, distro_series: 'trusty' })).as(Node)).toEqual({
    ...node,
    substatus: DEPLOYING,
    osystem: 'ubuntu',
    distro_series: 'trusty',
  });
  expect(await userData(node)).toEqual(DATA);
  expect((await storedNode(region, node)).distroSeries).toBe('trusty');
});

test('start without user data removes what is stored, and keeps the series', async () => {
  const node = await ownNode();
  (await start('user', node, { user_data, distro_series: 'trusty' })).ok();
  (await start('user', node)).ok();
  expect(await userData(node)).toBeNull();
  expect((await storedNode(region, node)).distroSeries).toBe('trusty');
});

test('start of many nodes at once, of which one is refused and one is named twice, powers each of the others on once', async () => {
  const nodes = await Promise.all(Array.from({ length: 8 }, ownNode));
  const [first] = nodes;
  const foreign = await makeNode(region, 'allocated', { power_type: 'ether_wake', owner: 'admin' });
  await region.database.pool.query('DELETE FROM power_actions');
  const replies = await Promise.all([...nodes, first, foreign].flatMap((node) => (node ? [start('user', node)] : [])));
  expect(replies.map(({ status }) => status)).toEqual([...Array(9).fill(200), 403]);
  const { rows } = await region.database.pool.query(
    `SELECT system_id, change::text, requested_by FROM power_actions WHERE system_id = ANY($1) ORDER BY system_id`,
    [[...nodes, foreign].map(({ system_id }) => system_id)],
  );
  const ids = nodes.map(({ system_id }) => system_id).sort();
  expect(rows).toEqual(ids.map((system_id) => ({ system_id, change: 'on', requested_by: 'user' })));
});

test('start that is repeated answers the same node', async () => {
  const node = await ownNode();
  for (const _ of ['once', 'twice'])
    expect((await start('user', node)).as(Node)).toEqual({ ...node, substatus: DEPLOYING });
});

test('start of a deployed node keeps it deployed, unless the node boots an installer again', async () => {
  const node = await ownNode();
  await alterNode(region, node, { substatus: DEPLOYED, netboot: false });
  expect((await start('user', node)).as(Node).substatus).toBe(DEPLOYED);
  await alterNode(region, node, { netboot: true });
  expect((await start('user', node)).as(Node).substatus).toBe(DEPLOYING);
});

test('start of a node that is not allocated begins no deployment', async () => {
  const node = await makeNode(region, 'ready', { power_type: 'ether_wake' });
  expect((await start('admin', node)).as(Node)).toEqual(node);
});

test('start after a failed deployment deletes what its installer sent', async () => {
  const node = await ownNode();
  await alterNode(region, node, {
    substatus: FAILED_DEPLOYMENT,
    installed: { create: { name: 'install.log', scriptResult: 1, data: DATA } },
  });
  expect((await start('user', node)).as(Node).substatus).toBe(DEPLOYING);
  expect(await region.database.prisma.installationResult.count({ where: { node: { systemId: node.system_id } } })).toBe(
    0,
  );
});

test('start queues a power action in the name of the caller', async () => {
  const node = await makeNode(region, 'allocated');
  await alterNode(region, node, { powerType: 'virsh' });
  (await start('user', node)).ok();
  expect(await lastPowerAction(region, node)).toMatchObject({ change: 'on', requestedBy: 'user' });
});

test.each<[string, Form, string]>([
  ['an unknown series', { distro_series: 'junk' }, '{"distro_series": ["Value u\'junk\' is not a valid choice."]}'],
  ['user data that is not base64', { user_data: 'abc' }, '{"user_data": ["Enter base64-encoded data."]}'],
])('start with %s is refused, and the stored user data stays', async (_what, form, text) => {
  const node = await ownNode();
  (await start('user', node, { user_data })).ok();
  const reply = await start('user', node, form);
  expect([reply.status, reply.text]).toEqual([400, text]);
  expect(await userData(node)).toEqual(DATA);
});

test('start of a node without power type is 403 in plain text, and stores no user data', async () => {
  const node = await makeNode(region, 'allocated');
  const reply = await start('user', node, { user_data });
  expect([reply.status, reply.type]).toEqual([403, 'text/plain; charset=utf-8']);
  expect(await userData(node)).toBeNull();
});

test('start of an unknown node, or of one of another user, is 403', async () => {
  expect((await start('user', UNKNOWN_NODE)).status).toBe(403);
  expect((await start('user2', await ownNode())).status).toBe(403);
});

test('start with a series of an unknown node is 404, of one of another user 403 without a text', async () => {
  expect((await start('user', UNKNOWN_NODE, { distro_series: 'trusty' })).status).toBe(404);
  const forbidden = await start('user2', await ownNode(), { distro_series: 'trusty' });
  expect([forbidden.status, forbidden.text]).toEqual([403, '']);
});

test('start without credentials is 401', async () => {
  expect((await start(null, await ownNode())).status).toBe(401);
});
