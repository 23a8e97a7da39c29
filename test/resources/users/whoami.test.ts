import { expect, test } from 'vitest';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const whoami = (as: 'user' | 'admin' | 'worker' | null) => region.get(as, 'users/', { op: 'whoami' });

test.each(['user', 'admin'] as const)('whoami by %s has the caller', async (as) => {
  expect((await whoami(as)).json).toEqual({
    username: as,
    email: `${as}@example.com`,
    is_superuser: as === 'admin',
  });
});

test.each([
  [null, 401],
  ['worker', 403],
] as const)('whoami by %s is %i', async (as, status) => {
  expect((await whoami(as)).status).toBe(status);
});
