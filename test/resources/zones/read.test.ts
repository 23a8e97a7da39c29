import { expect, test } from 'vitest';
import { makeZone, zoneNames } from '../../support/factories/zones.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('read of the zones has all by name, in any case', async () => {
  for (const name of ['list-b', 'LIST-A', 'list-C']) await makeZone(region, name);
  expect(await zoneNames(region)).toEqual(['default', 'LIST-A', 'list-b', 'list-C']);
});
