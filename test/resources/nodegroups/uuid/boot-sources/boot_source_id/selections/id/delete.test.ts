import { expect, test } from 'vitest';
import { makeSelection, makeSource, selectionsPath } from '../../../../../../../support/factories/boot-sources.js';
import { useRegion } from '../../../../../../../support/region.js';

const region = useRegion();

test('delete removes this selection once, and no other', async () => {
  const source = await makeSource(region);
  const [one, other] = [await makeSelection(region, source), await makeSelection(region, source)];
  expect((await region.delete('admin', one.resource_uri)).status).toBe(204);
  for (const method of ['DELETE', 'GET'])
    expect((await region.call('admin', method, one.resource_uri)).status).toBe(404);
  expect((await region.get('admin', selectionsPath(region, source))).json).toEqual([other]);
});

test.each([null, 'user', 'worker'] as const)('delete by %s is 403, and the selection stays', async (as) => {
  const selection = await makeSelection(region, await makeSource(region));
  expect((await region.delete(as, selection.resource_uri)).status).toBe(403);
  expect((await region.get('admin', selection.resource_uri)).json).toEqual(selection);
});
