import { expect, test } from 'vitest';
import { makeKey } from '../../support/factories/accounts.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('create_authorisation_token makes a key that signs requests of its user', async () => {
  const { key } = await makeKey(region, 'user');
  expect(key).toMatch(/^\w{18}:\w{18}:\w{32}$/);
  expect((await region.get(key, 'users/user/')).status).toBe(200);
});

test('create_authorisation_token without credentials is 401', async () => {
  expect((await region.post(null, 'account/', { op: 'create_authorisation_token' })).status).toBe(401);
});
