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
