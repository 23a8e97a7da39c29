import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import { lastPowerAction, nodePath, storedNode, UNKNOWN_NODE, type WithSystemId } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
const cycle = (as: As, node: WithSystemId, form = {}) =>
  region.post(as, nodePath(node), { op: 'power_cycle', ...form });

/** The unfinished power actions of a node, in order. */
async function waiting({ system_id: systemId }: WithSystemId): Promise<string[]> {
  const where = { systemId, state: { in: ['queued' as const, 'running' as const] } };
  const actions = await region.database.prisma.powerAction.findMany({ where, orderBy: { id: 'asc' } });
  return actions.map(({ change }) => change);
}

/** An allocated node without unfinished power actions. */
async function allocated(power_type: string): Promise<Node> {
  const node = await makeNode(region, 'allocated', { power_type });
  await region.database.pool.query(`UPDATE power_actions SET state = 'done' WHERE system_id = $1`, [node.system_id]);
  return node;
}

test.each([
  ['virsh', 'cycle'],
  ['ipmi', 'on'],
])('power_cycle by %s queues one action (%s), which restarts a machine that is on', async (type, change) => {
  const node = await allocated(type);
  expect((await cycle('user', node)).as(Node)).toEqual(node);
  expect(await lastPowerAction(region, node)).toMatchObject({ change, state: 'queued', requestedBy: 'user' });
  (await cycle('user', node)).ok();
  expect(await waiting(node)).toEqual([change]);
});

test('power_cycle with stop_mode soft asks the operating system to shut down before, also when it is repeated', async () => {
  const node = await allocated('virsh');
  (await cycle('user', node)).ok();
  for (const _ of ['once', 'twice']) {
    (await cycle('user', node, { stop_mode: 'soft' })).ok();
    expect(await waiting(node)).toEqual(['shutdown', 'cycle']);
  }
});

test('power_cycle leaves user data and the deployment as they are', async () => {
  const node = await allocated('virsh');
  const user_data = Buffer.from('#cloud-config').toString('base64');
  (await region.post('user', nodePath(node), { op: 'start', user_data })).ok();
  const before = await storedNode(region, node);
  (await cycle('user', node)).ok();
  expect(await storedNode(region, node)).toEqual(before);
  expect(before.userData).not.toBeNull();
});

test('power_cycle of a type that cannot power off is 400, and so is a soft one of a type that cannot ask', async () => {
  const wake = await allocated('ether_wake');
  const reply = await cycle('user', wake);
  expect([reply.status, reply.text]).toEqual([400, 'The power type ether_wake cannot power a machine off.']);
  const amt = await allocated('amt');
  expect((await cycle('user', amt, { stop_mode: 'soft' })).wrongFields).toEqual(['stop_mode']);
  expect([await waiting(wake), await waiting(amt)]).toEqual([[], []]);
});

test('power_cycle of a node without power type, of an unknown node, or of one of another user, is 403', async () => {
  const reply = await cycle('user', await makeNode(region, 'allocated'));
  expect([reply.status, reply.text]).toEqual([403, 'You are not allowed to power-cycle this node.']);
  expect((await cycle('user', UNKNOWN_NODE)).status).toBe(403);
  expect((await cycle('user2', await allocated('virsh'))).status).toBe(403);
});

test('power_cycle without credentials is 401', async () => {
  expect((await cycle(null, await makeNode(region, 'allocated'))).status).toBe(401);
});
