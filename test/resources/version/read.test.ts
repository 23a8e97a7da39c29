import { expect, test } from 'vitest';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test.each([null, 'user'] as const)('read by %s has the capabilities of the region', async (as) => {
  expect((await region.get(as, 'version/')).ok().json).toEqual({ capabilities: ['networks-management'] });
});
