import { beforeEach, expect, test } from 'vitest';
import { interfacesOf, interfacesPath, makeCluster, makeInterface } from '../../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../../support/region.js';
import { Interface } from '../../../../support/shapes.js';

const region = useRegion();
beforeEach(() => region.database.prisma.nodegroupInterface.deleteMany());

const list = (as: As, at = interfacesPath(region)) => region.get(as, at, { op: 'list' });

test.each(['admin', 'worker'] as const)('list by %s has all interfaces, oldest first', async (as) => {
  for (const name of ['z', 'a', 'm']) await makeInterface(region, { interface: name });
  const names = (await list(as)).as(Interface.array()).map((one) => one.interface);
  expect(names).toEqual(['z', 'a', 'm']);
});

test('list of many interfaces needs as many statements as of none', async () => {
  await interfacesOf(region);
  const before = region.queries();
  for (let count = 0; count < 5; count += 1) await makeInterface(region);
  expect(await interfacesOf(region)).toHaveLength(5);
  expect(region.queries()).toBe(before);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('list by %s is %i', async (as, status) => {
  expect((await list(as)).status).toBe(status);
});

test('list by the worker of another cluster is 403, of an unknown cluster 404', async () => {
  expect((await list((await makeCluster(region)).key)).status).toBe(403);
  expect((await list('admin', 'nodegroups/unknown/interfaces/')).status).toBe(404);
});
