import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../../support/body.js';
import { makeNode, type NodeState } from '../../../support/factories/nodes.js';
import {
  BROKEN,
  COMMISSIONING,
  FAILED_TESTS,
  lastPowerAction,
  nodePath,
  readNode,
  storedNode,
  UNKNOWN_NODE,
  type WithSystemId,
} from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
const markBroken = (as: As, node: WithSystemId, form: Form = {}) =>
  region.post(as, nodePath(node), { op: 'mark_broken', ...form });

const STATES: readonly NodeState[] = [
  'declared',
  'commissioning',
  'failed tests',
  'missing',
  'ready',
  'reserved',
  'allocated',
  'retired',
];

test.each(STATES)('mark_broken of a node in the state %s keeps it out of the pool', async (state) => {
  const node = await makeNode(region, state);
  const shown = (await markBroken('admin', node)).as(Node);
  expect(shown).toMatchObject({ status: FAILED_TESTS, substatus: BROKEN, owner: null });
  expect((await region.post('user', 'nodes/', { op: 'acquire', name: node.hostname })).status).toBe(409);
});

test('mark_broken by the owner of a node stores the reason, releases the node and records an event', async () => {
  const node = await makeNode(region, 'allocated', { power_type: 'virsh' });
  (await markBroken('user', node, { error_description: 'fan is loud' })).ok();
  expect(await storedNode(region, node)).toMatchObject({ error: 'fan is loud', token: null });
  expect(await lastPowerAction(region, node)).toMatchObject({ change: 'off', requestedBy: 'user' });
  const reply = await region.get('admin', 'events/', { op: 'query', id: node.system_id, limit: 1 });
  expect(reply.as(z.looseObject({ events: z.array(z.unknown()) })).events).toMatchObject([
    { type: 'Node marked broken', description: 'By user: fan is loud', username: 'user' },
  ]);
});

test('mark_broken again stores the new reason', async () => {
  const node = await makeNode(region, 'ready');
  for (const error_description of ['first', 'second']) (await markBroken('admin', node, { error_description })).ok();
  expect((await storedNode(region, node)).error).toBe('second');
});

test('a broken node can be commissioned again', async () => {
  const node = await makeNode(region, 'ready');
  (await markBroken('admin', node)).ok();
  const shown = (await region.post('admin', nodePath(node), { op: 'commission' })).as(Node);
  expect([shown.status, shown.substatus]).toEqual([COMMISSIONING, COMMISSIONING]);
});

test('mark_broken with too long a reason is 400 and names it', async () => {
  const node = await makeNode(region, 'ready');
  const reply = await markBroken('admin', node, { error_description: 'x'.repeat(256) });
  expect([reply.status, reply.text]).toEqual([400, expect.stringContaining('error_description')]);
  expect(await readNode(region, node.system_id)).toEqual(node);
});

test('mark_broken of an unknown node is 404, of a node of another user 403, without credentials 401', async () => {
  const node = await makeNode(region, 'allocated');
  expect((await markBroken('user', UNKNOWN_NODE)).status).toBe(404);
  expect((await markBroken('user2', node)).status).toBe(403);
  expect((await markBroken(null, node)).status).toBe(401);
});
