import { expect, test } from 'vitest';
import { makeSelection, makeSource, selectionsPath } from '../../../../../../support/factories/boot-sources.js';
import { useRegion } from '../../../../../../support/region.js';

const region = useRegion();

test('read of the selections has those of this boot source, and no others', async () => {
  const [source, other] = [await makeSource(region), await makeSource(region)];
  const selections = [await makeSelection(region, source), await makeSelection(region, source)];
  await makeSelection(region, other);
  expect((await region.get('admin', selectionsPath(region, source))).json).toEqual(selections);
});

test.each([null, 'user', 'worker'] as const)('read of the selections by %s is 403', async (as) => {
  expect((await region.get(as, selectionsPath(region, await makeSource(region)))).status).toBe(403);
});
