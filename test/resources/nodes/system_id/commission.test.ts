import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import { makeResult } from '../../../support/factories/results.js';
import {
  COMMISSIONING,
  METADATA,
  nodeKey,
  nodePath,
  readNode,
  storedResults,
  UNKNOWN_NODE,
  type WithSystemId,
} from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();
const commission = (as: As, node: WithSystemId) => region.post(as, nodePath(node), { op: 'commission' });

test.each(['declared', 'failed tests', 'ready'] as const)(
  'commission of a node in the state %s starts it, and removes earlier results',
  async (state) => {
    const node = await makeNode(region, state);
    await makeResult(region.database, node.system_id, 'x', '');
    expect((await commission('admin', node)).as(Node).status).toBe(COMMISSIONING);
    expect(await storedResults(region, node)).toEqual([]);
  },
);

test('commission of a node that was started replaces its user data by that of commissioning', async () => {
  const node = await makeNode(region, 'ready', { power_type: 'ether_wake' });
  (await region.post('admin', nodePath(node), { op: 'start', user_data: 'b2xk' })).ok();
  (await commission('admin', node)).ok();
  const key = await nodeKey(region, node.system_id);
  expect((await region.get(key, `${METADATA}user-data`)).text).toMatch(/^MIME-Version: 1\.0\n/);
});

test.each(['missing', 'reserved', 'allocated', 'retired'] as const)(
  'commission of a node in the state %s is refused under action',
  async (state) => {
    expect((await commission('admin', await makeNode(region, state))).wrongFields).toEqual(['action']);
  },
);

test('commission by a user is refused under action, and changes nothing', async () => {
  const node = await makeNode(region, 'ready');
  expect((await commission('user', node)).wrongFields).toEqual(['action']);
  expect(await readNode(region, node.system_id)).toEqual(node);
});

test('commission of an unknown node is 404', async () => {
  expect((await commission('admin', UNKNOWN_NODE)).status).toBe(404);
});
