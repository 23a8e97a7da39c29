import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import {
  ALLOCATED,
  DECLARED,
  lastPowerAction,
  nodePath,
  readNode,
  UNKNOWN_NODE,
  type WithSystemId,
} from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';
import { readConfigOf } from '../../pxeconfig/boot-config.js';

const region = useRegion();
const abort = (as: As, node: WithSystemId) => region.post(as, nodePath(node), { op: 'abort_operation' });

test('abort_operation of a commissioning makes the node declared and powers it off', async () => {
  const node = await makeNode(region, 'commissioning', { power_type: 'virsh' });
  expect((await abort('user', node)).status).toBe(403);
  expect((await abort('admin', node)).as(Node)).toMatchObject({ status: DECLARED, substatus: DECLARED });
  expect(await lastPowerAction(region, node)).toMatchObject({ change: 'off', requestedBy: 'admin' });
});

test('abort_operation of a deployment keeps the node allocated and powers it off', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  (await region.post('user', nodePath(node), { op: 'start' })).ok();
  expect((await abort('user2', node)).status).toBe(403);
  expect((await abort('user', node)).as(Node)).toMatchObject({ status: ALLOCATED, substatus: 10, owner: 'user' });
  expect(await lastPowerAction(region, node)).toMatchObject({ change: 'off', requestedBy: 'user' });
});

test('abort_operation of a deployment stands, though its installer ends and the machine boots before it is off', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  (await region.post('user', nodePath(node), { op: 'start' })).ok();
  (await abort('user', node)).ok();
  (await region.post(null, `/MAAS/metadata/latest/by-id/${node.system_id}/`, { op: 'netboot_off' })).ok();
  expect((await readConfigOf(region, node)).purpose).toBe('local');
  expect((await readNode(region, node.system_id)).substatus).toBe(10);
  (await region.post('user', nodePath(node), { op: 'start' })).ok();
  expect(await readNode(region, node.system_id)).toMatchObject({ substatus: 9, netboot: true });
});

test.each(['declared', 'failed tests', 'ready', 'allocated'] as const)(
  'abort_operation of a node that is %s is 409, and changes nothing',
  async (state) => {
    const node = await makeNode(region, state);
    const reply = await abort('admin', node);
    expect([reply.status, reply.text]).toEqual([409, expect.stringContaining(node.system_id)]);
    expect(await readNode(region, node.system_id)).toEqual(node);
  },
);

test('abort_operation of an unknown node is 404, without credentials 401', async () => {
  expect((await abort('admin', UNKNOWN_NODE)).status).toBe(404);
  expect((await abort(null, await makeNode(region, 'commissioning'))).status).toBe(401);
});
