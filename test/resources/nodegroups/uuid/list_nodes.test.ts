import { expect, test } from 'vitest';
import { makeCluster, masterPath } from '../../../support/factories/clusters.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { type As, useRegion } from '../../../support/region.js';

const region = useRegion();
const listNodes = (as: As, path = masterPath(region)) => region.get(as, path, { op: 'list_nodes' });

test('list_nodes by the own worker and by an administrator has the nodes of the cluster, oldest first', async () => {
  const nodes = [await makeNode(region), await makeNode(region, 'allocated')].map(({ system_id }) => system_id);
  for (const as of ['worker', 'admin'] as const) expect((await listNodes(as)).json).toEqual(nodes);
});

test('list_nodes of a cluster without nodes is empty', async () => {
  expect((await listNodes('admin', (await makeCluster(region)).path)).json).toEqual([]);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('list_nodes by %s is %i', async (as, status) => {
  expect((await listNodes(as)).status).toBe(status);
});

test('list_nodes by the worker of another cluster is 403', async () => {
  expect((await listNodes('worker', (await makeCluster(region)).path)).status).toBe(403);
});
