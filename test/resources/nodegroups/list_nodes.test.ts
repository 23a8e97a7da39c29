import { expect, test } from 'vitest';
import { makeCluster } from '../../support/factories/clusters.js';
import { makeNode } from '../../support/factories/nodes.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const listNodes = (as: 'user' | 'admin' | 'worker' | null) => region.get(as, 'nodegroups/', { op: 'list_nodes' });

test('list_nodes has the nodes of each cluster that the caller sees, oldest first', async () => {
  const { uuid } = await makeCluster(region);
  await makeCluster(region);
  const [first, second, third] = [await makeNode(region), await makeNode(region, 'allocated'), await makeNode(region)];
  const [moved, owned] = [await makeNode(region), await makeNode(region, 'allocated', { owner: 'admin' })];
  const { id } = await region.database.prisma.nodegroup.findUniqueOrThrow({ where: { uuid } });
  const move = {
    where: { systemId: { in: [moved, owned].map(({ system_id }) => system_id) } },
    data: { nodegroupId: id },
  };
  await region.database.prisma.node.updateMany(move);
  const master = { uuid: region.worker.uuid, nodes: [first, second, third].map(({ system_id }) => system_id) };
  expect((await listNodes('user')).json).toEqual([master, { uuid, nodes: [moved.system_id] }]);
  expect((await listNodes('admin')).json).toEqual([master, { uuid, nodes: [moved.system_id, owned.system_id] }]);
});

test.each([
  ['worker', 403],
  [null, 400],
] as const)('list_nodes of all clusters by %s is %i', async (as, status) => {
  expect((await listNodes(as)).status).toBe(status);
});
