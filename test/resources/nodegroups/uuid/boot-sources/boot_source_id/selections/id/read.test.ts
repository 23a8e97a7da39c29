import { expect, test } from 'vitest';
import { makeSelection, makeSource, selectionsPath } from '../../../../../../../support/factories/boot-sources.js';
import { makeCluster, masterPath } from '../../../../../../../support/factories/clusters.js';
import { useRegion } from '../../../../../../../support/region.js';

const region = useRegion();

test('read has the selection as it was made', async () => {
  const selection = await makeSelection(region, await makeSource(region));
  expect((await region.get('admin', selection.resource_uri)).json).toEqual(selection);
});

test('read of a selection of another boot source, or of another cluster, is 404', async () => {
  const [source, other] = [await makeSource(region), await makeSource(region)];
  const { id } = await makeSelection(region, source);
  const { path } = await makeCluster(region);
  const elsewhere = selectionsPath(region, source).replace(masterPath(region), path);
  for (const at of [selectionsPath(region, other), elsewhere]) {
    expect((await region.get('admin', `${at}${id}/`)).status).toBe(404);
  }
});

test.each([null, 'user', 'worker'] as const)('read of a selection by %s is 403', async (as) => {
  const selection = await makeSelection(region, await makeSource(region));
  expect((await region.get(as, selection.resource_uri)).status).toBe(403);
});
