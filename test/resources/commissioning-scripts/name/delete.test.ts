import { expect, test } from 'vitest';
import { makeScript, scriptNames } from '../../../support/factories/scripts.js';
import { useRegion } from '../../../support/region.js';

const PATH = 'commissioning-scripts/';

const region = useRegion();

test('delete removes the script once, and no other', async () => {
  for (const name of ['a', 'stays']) await makeScript(region, name);
  expect((await region.delete('admin', `${PATH}a`)).status).toBe(204);
  expect((await region.delete('admin', `${PATH}a`)).status).toBe(404);
  expect((await region.get('admin', `${PATH}a`)).status).toBe(404);
  expect(await scriptNames(region)).toEqual(['stays']);
});

test.each(['user', null] as const)('delete by %s is 403, and the script stays', async (as) => {
  await makeScript(region, `of-${as}`);
  expect((await region.delete(as, `${PATH}of-${as}`)).status).toBe(403);
  expect(await scriptNames(region)).toContain(`of-${as}`);
});
