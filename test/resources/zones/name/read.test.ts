import { expect, test } from 'vitest';
import { makeZone } from '../../../support/factories/zones.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('read by a user has the zone', async () => {
  const zone = await makeZone(region, 'attic', 'below the roof');
  expect((await region.get('user', 'zones/attic/')).json).toEqual(zone);
});

test('read of an unknown zone is 404', async () => {
  expect((await region.get('user', 'zones/nowhere/')).status).toBe(404);
});
