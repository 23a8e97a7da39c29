import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeNode } from '../../support/factories/nodes.js';
import { alterNode, DEPLOYED, DEPLOYING, FAILED_DEPLOYMENT, UNKNOWN_NODE } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const status = (as: As, nodes?: readonly string[]) =>
  region.get(as, 'nodes/', { op: 'deployment_status', ...(nodes && { nodes }) });
const Words = z.record(z.string(), z.string());

test('deployment_status has a word for each node that the caller may see', async () => {
  const [free, acquired] = [await makeNode(region, 'ready'), await makeNode(region, 'allocated')];
  const expected: Record<string, string> = {
    [free.system_id]: 'Not in Deployment',
    [acquired.system_id]: 'Not in Deployment',
  };
  for (const [substatus, word] of [
    [DEPLOYING, 'Deploying'],
    [DEPLOYED, 'Deployed'],
    [FAILED_DEPLOYMENT, 'Failed deployment'],
  ] as const) {
    const node = await makeNode(region, 'allocated');
    await alterNode(region, node, { substatus });
    expected[node.system_id] = word;
  }
  for (const as of ['user', 'admin']) expect((await status(as, Object.keys(expected))).as(Words)).toEqual(expected);
});

test('deployment_status of a node that is given twice has it once', async () => {
  const { system_id } = await makeNode(region);
  expect((await status('user', [system_id, system_id])).as(Words)).toEqual({ [system_id]: 'Not in Deployment' });
});

test('deployment_status without nodes is 400 and names the parameter', async () => {
  const reply = await status('user');
  expect([reply.status, reply.text]).toEqual([400, 'No provided nodes!']);
});

test('deployment_status of an unknown node is 400 and names it', async () => {
  const reply = await status('user', [(await makeNode(region)).system_id, UNKNOWN_NODE.system_id]);
  expect([reply.status, reply.text]).toEqual([400, 'Unknown node(s): node-unknown.']);
});

test('deployment_status of a node of another user is 403 and names it', async () => {
  const { system_id } = await makeNode(region, 'allocated', { owner: 'user' });
  const reply = await status('user2', [system_id]);
  expect(reply.status).toBe(403);
  expect(reply.text).toMatch(new RegExp(`: ${system_id}\\.$`));
});

test('deployment_status without credentials is refused', async () => {
  expect((await status(null, ['x'])).status).toBe(400);
});
