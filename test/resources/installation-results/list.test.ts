import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { nodeKey, nodePath, signal } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const PATH = 'installation-results/';
const Result = z.strictObject({
  name: z.string(),
  script_result: z.int(),
  updated: z.string(),
  created: z.string(),
  node: Node,
  data: z.base64(),
  resource_uri: z.literal(`/MAAS/api/1.0/${PATH}`),
});

const region = useRegion();
const list = (as: As, query: Form = {}) => region.get(as, PATH, { op: 'list', ...query });

/** A node of `user` whose installer has sent two files. */
async function makeInstalled(): Promise<string> {
  const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  (await region.post('user', nodePath(node), { op: 'start' })).ok();
  const files = { 'install.log': Buffer.from([0, 255]), 'b.log': '' };
  await signal(region, await nodeKey(region, node.system_id), 'WORKING', files, 3);
  return node.system_id;
}

test('list has what an installer sent, byte for byte, for the owner of the node and administrators', async () => {
  const system_id = await makeInstalled();
  for (const as of ['user', 'admin'] as const) {
    const found = (await list(as, { system_id, name: 'install.log' })).as(z.array(Result));
    expect(found.map(({ name, script_result, data, node }) => [name, script_result, data, node.system_id])).toEqual([
      ['install.log', 3, 'AP8=', system_id],
    ]);
  }
  expect((await list('user', { system_id })).as(z.array(Result)).map(({ name }) => name)).toEqual([
    'install.log',
    'b.log',
  ]);
  expect((await list('user2', { system_id })).as(z.array(Result))).toEqual([]);
});

test('list of commissioning results has nothing of installers', async () => {
  const system_id = await makeInstalled();
  const reply = await region.get('user', 'commissioning-results/', { op: 'list', system_id });
  expect(reply.as(z.array(z.unknown()))).toEqual([]);
});

test('list without an op is 400, without credentials 401', async () => {
  expect((await region.get('user', PATH)).status).toBe(400);
  expect((await list(null)).status).toBe(401);
});
