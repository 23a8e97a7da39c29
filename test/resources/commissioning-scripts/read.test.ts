import { expect, test } from 'vitest';
import { makeScript, scriptNames } from '../../support/factories/scripts.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('read of the scripts has their names in alphabetical order', async () => {
  for (const name of ['b', 'a', 'c']) await makeScript(region, name);
  expect(await scriptNames(region)).toEqual(['a', 'b', 'c']);
});

test.each(['user', null] as const)('read of the scripts by %s is 403', async (as) => {
  expect((await region.get(as, 'commissioning-scripts/')).status).toBe(403);
});
