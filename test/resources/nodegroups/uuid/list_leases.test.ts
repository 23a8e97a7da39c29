import { expect, test } from 'vitest';
import { makeCluster } from '../../../support/factories/clusters.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { macOf } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('list_leases has the leases of the cluster by address, with their nodes', async () => {
  const cluster = await makeCluster(region);
  const node = await makeNode(region, 'ready');
  const leases = JSON.stringify({ '10.0.0.10': '02:aa:00:00:00:01', '10.0.0.9': macOf(node) });
  (await region.post(cluster.key, cluster.path, { op: 'update_leases', leases })).ok();
  expect((await region.get('admin', cluster.path, { op: 'list_leases' })).json).toEqual([
    { ip: '10.0.0.9', mac: macOf(node), system_id: node.system_id, hostname: node.hostname },
    { ip: '10.0.0.10', mac: '02:aa:00:00:00:01', system_id: null, hostname: null },
  ]);
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 401],
] as const)('list_leases by %s is %i', async (as, status) => {
  const cluster = await makeCluster(region);
  expect((await region.get(as, cluster.path, { op: 'list_leases' })).status).toBe(status);
});

test('list_leases of an unknown cluster is 404', async () => {
  expect((await region.get('admin', 'nodegroups/unknown/', { op: 'list_leases' })).status).toBe(404);
});
