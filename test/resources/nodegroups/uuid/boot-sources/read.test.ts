import { beforeEach, expect, test } from 'vitest';
import { makeSource, sourcesOf, sourcesPath } from '../../../../support/factories/boot-sources.js';
import { makeCluster } from '../../../../support/factories/clusters.js';
import { useRegion } from '../../../../support/region.js';

const region = useRegion();
beforeEach(() => region.database.prisma.bootSource.deleteMany());

test('read of the boot sources has those of this cluster, and no others', async () => {
  const { path } = await makeCluster(region);
  const [foreign] = await sourcesOf(region, path);
  const own = [await makeSource(region), await makeSource(region)];
  expect(await sourcesOf(region)).toEqual(own);
  expect(await sourcesOf(region, path)).toEqual([foreign]);
  expect(foreign).toBeDefined();
});

test('read of the boot sources of an unknown cluster is 404', async () => {
  expect((await region.get('admin', 'nodegroups/unknown/boot-sources/')).status).toBe(404);
});

test.each([null, 'user', 'worker'] as const)('read of the boot sources by %s is 403', async (as) => {
  expect((await region.get(as, sourcesPath(region))).status).toBe(403);
});
