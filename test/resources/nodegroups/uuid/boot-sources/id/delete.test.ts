import { expect, test } from 'vitest';
import { makeSelection, makeSource, sourcesOf, sourcesPath } from '../../../../../support/factories/boot-sources.js';
import { makeCluster } from '../../../../../support/factories/clusters.js';
import { useRegion } from '../../../../../support/region.js';

const region = useRegion();

test('delete removes the boot source with its selections, once', async () => {
  const source = await makeSource(region);
  await makeSelection(region, source);
  const at = `${sourcesPath(region)}${source.id}/`;
  expect((await region.delete('admin', at)).status).toBe(204);
  const { prisma } = region.database;
  expect(await prisma.bootSourceSelection.count({ where: { bootSourceId: source.id } })).toBe(0);
  for (const method of ['DELETE', 'GET']) expect((await region.call('admin', method, at)).status).toBe(404);
});

test('delete of an unknown boot source is 404', async () => {
  expect((await region.delete('admin', `${sourcesPath(region)}x/`)).status).toBe(404);
});

test('delete of a boot source of another cluster is 404, and the source stays', async () => {
  const { path } = await makeCluster(region);
  const foreign = await sourcesOf(region, path);
  expect((await region.delete('admin', `${sourcesPath(region)}${foreign[0]?.id}/`)).status).toBe(404);
  expect(await sourcesOf(region, path)).toEqual(foreign);
});

test.each([null, 'user', 'worker'] as const)('delete by %s is 403, and the source stays', async (as) => {
  const source = await makeSource(region);
  expect((await region.delete(as, `${sourcesPath(region)}${source.id}/`)).status).toBe(403);
  expect(await sourcesOf(region)).toContainEqual(source);
});
