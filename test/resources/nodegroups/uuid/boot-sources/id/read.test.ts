import { expect, test } from 'vitest';
import { makeSource, sourcesOf, sourcesPath } from '../../../../../support/factories/boot-sources.js';
import { makeCluster } from '../../../../../support/factories/clusters.js';
import { useRegion } from '../../../../../support/region.js';
import { BootSource } from '../../../../../support/shapes.js';

const region = useRegion();

test('read has the boot source as it was made', async () => {
  const source = await makeSource(region);
  expect((await region.get('admin', `${sourcesPath(region)}${source.id}/`)).as(BootSource)).toEqual(source);
});

test.each(['0', 'x'])('read of the unknown boot source %s is 404', async (id) => {
  expect((await region.get('admin', `${sourcesPath(region)}${id}/`)).status).toBe(404);
});

test('read of a boot source of another cluster is 404', async () => {
  const [foreign] = await sourcesOf(region, (await makeCluster(region)).path);
  expect((await region.get('admin', `${sourcesPath(region)}${foreign?.id}/`)).status).toBe(404);
});

test.each([null, 'user', 'worker'] as const)('read of a boot source by %s is 403', async (as) => {
  const { id } = await makeSource(region);
  expect((await region.get(as, `${sourcesPath(region)}${id}/`)).status).toBe(403);
});
