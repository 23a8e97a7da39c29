import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import {
  nodePath,
  READY,
  RELEASING,
  readNode,
  storedNode,
  UNKNOWN_NODE,
  type WithSystemId,
} from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
const markFixed = (as: As, node: WithSystemId) => region.post(as, nodePath(node), { op: 'mark_fixed' });
const markBroken = async (node: WithSystemId) =>
  (await region.post('admin', nodePath(node), { op: 'mark_broken', error_description: 'x' })).ok();

test('mark_fixed makes a broken node ready and clears the reason', async () => {
  const node = await makeNode(region, 'ready');
  await markBroken(node);
  expect((await markFixed('admin', node)).as(Node)).toEqual(node);
  expect((await storedNode(region, node)).error).toBe('');
});

test('mark_fixed of a node that is still powering off leaves it releasing', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  await markBroken(node);
  expect((await markFixed('admin', node)).as(Node)).toMatchObject({ status: READY, substatus: RELEASING });
});

test.each(['declared', 'failed tests', 'ready', 'allocated'] as const)(
  'mark_fixed of a node that is %s is 409, and changes nothing',
  async (state) => {
    const node = await makeNode(region, state);
    const reply = await markFixed('admin', node);
    expect([reply.status, reply.text]).toEqual([409, expect.stringContaining(node.system_id)]);
    expect(await readNode(region, node.system_id)).toEqual(node);
  },
);

test('mark_fixed by a user is 403, of an unknown node 404, without credentials 401', async () => {
  const node = await makeNode(region, 'ready');
  await markBroken(node);
  expect((await markFixed('user', node)).status).toBe(403);
  expect((await markFixed('admin', UNKNOWN_NODE)).status).toBe(404);
  expect((await markFixed(null, node)).status).toBe(401);
});
