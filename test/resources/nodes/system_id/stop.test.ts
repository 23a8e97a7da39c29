import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import { lastPowerAction, nodePath, UNKNOWN_NODE, type WithSystemId } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
const stop = (as: As, node: WithSystemId) => region.post(as, nodePath(node), { op: 'stop' });

test('stop that is repeated answers the same node', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  for (const _ of ['once', 'twice']) expect((await stop('user', node)).as(Node)).toEqual(node);
});

test('stop queues a power action in the name of the caller', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  (await stop('user', node)).ok();
  expect(await lastPowerAction(region, node)).toMatchObject({ change: 'off', requestedBy: 'user' });
});

test('stop of a node without power type is 403 in plain text', async () => {
  const reply = await stop('user', await makeNode(region, 'allocated'));
  expect([reply.status, reply.type]).toEqual([403, 'text/plain; charset=utf-8']);
});

test('stop of an unknown node, or of one of another user, is 403', async () => {
  expect((await stop('user', UNKNOWN_NODE)).status).toBe(403);
  expect((await stop('user2', await makeNode(region, 'allocated'))).status).toBe(403);
});

test('stop without credentials is 401', async () => {
  expect((await stop(null, await makeNode(region, 'allocated'))).status).toBe(401);
});

const stopBy = (stop_mode: string, node: WithSystemId, as: As = 'user') =>
  region.post(as, nodePath(node), { op: 'stop', stop_mode });

test.each(['virsh', 'ipmi'])('stop by %s with stop_mode soft asks the operating system to shut down', async (type) => {
  const node = await makeNode(region, 'allocated', { power_type: type });
  expect((await stopBy('soft', node)).as(Node)).toEqual(node);
  expect(await lastPowerAction(region, node)).toMatchObject({ change: 'shutdown', requestedBy: 'user' });
});

test.each(['hard', ''])('stop with stop_mode "%s" powers the node off', async (mode) => {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  (await stopBy(mode, node)).ok();
  expect(await lastPowerAction(region, node)).toMatchObject({ change: 'off' });
});

test.each(['ether_wake', 'fence_cdu', 'moonshot', 'sm15k', 'amt', 'dli', 'ucsm'])(
  'stop by %s with stop_mode soft is 400 that says so, and does nothing',
  async (power_type) => {
    const node = await makeNode(region, 'allocated', { power_type });
    const reply = await stopBy('soft', node);
    expect([reply.status, reply.json]).toEqual([
      400,
      { stop_mode: [`The power type ${power_type} cannot ask an operating system to shut down.`] },
    ]);
    expect((await lastPowerAction(region, node))?.change).not.toMatch(/shutdown|off/);
  },
);

test('stop with another stop_mode is 400', async () => {
  const reply = await stopBy('gentle', await makeNode(region, 'allocated', { power_type: 'virsh' }));
  expect([reply.status, reply.json]).toEqual([400, { stop_mode: ['Use soft or hard.'] }]);
});

test('stop with stop_mode soft of a node without power type, or by another user, is 403', async () => {
  expect((await stopBy('soft', await makeNode(region, 'allocated'))).status).toBe(403);
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  expect((await stopBy('soft', node, 'user2')).status).toBe(403);
  expect((await lastPowerAction(region, node))?.change).not.toMatch(/shutdown|off/);
});
