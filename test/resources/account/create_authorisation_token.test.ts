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

test('create_authorisation_token with a name answers the name with the key', async () => {
  const reply = await region.post('user', 'account/', { op: 'create_authorisation_token', name: 'laptop' });
  expect(reply.json).toMatchObject({ name: 'laptop', token_key: expect.any(String) });
});

test('create_authorisation_token without a name answers the three keys of API 1.0', async () => {
  const reply = await region.post('user', 'account/', { op: 'create_authorisation_token' });
  expect(Object.keys(Object(reply.json))).toEqual(['consumer_key', 'token_key', 'token_secret']);
});

test('create_authorisation_token with a blank name is refused under name, and makes no key', async () => {
  const before = await region.database.prisma.token.count();
  const reply = await region.post('user', 'account/', { op: 'create_authorisation_token', name: ' ' });
  expect(reply.wrongFields).toEqual(['name']);
  expect(await region.database.prisma.token.count()).toBe(before);
});
