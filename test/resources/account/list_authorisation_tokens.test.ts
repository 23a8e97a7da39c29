import { expect, test } from 'vitest';
import { z } from 'zod';
import { purgeNonces } from '../../../src/model/accounts/nonces.js';
import { makeKey } from '../../support/factories/accounts.js';
import { type As, useRegion } from '../../support/region.js';

const Key = z.strictObject({
  name: z.string(),
  token: z.string(),
  created: z.iso.datetime(),
  last_used: z.iso.datetime().nullable(),
});

const region = useRegion();
const list = async (as: As) => (await region.get(as, 'account/', { op: 'list_authorisation_tokens' })).as(z.array(Key));

test('list_authorisation_tokens has the keys of the caller alone, the oldest first, with their names', async () => {
  const { key } = await makeKey(region, 'user');
  const other = await makeKey(region, 'user2');
  const keys = await list('user');
  expect(keys.map(({ token }) => token)).toEqual([region.keyOf('user'), key]);
  expect(keys.map(({ token }) => token)).not.toContain(other.key);
  expect(keys.map(({ name }) => name)).toEqual(['MAAS consumer', 'MAAS consumer']);
});

test('list_authorisation_tokens shows when each key was used last, also after its nonces are purged', async () => {
  const { key } = await makeKey(region, 'user2');
  const lastUsed = async () => (await list('user2')).find(({ token }) => token === key)?.last_used;
  expect(await lastUsed()).toBeNull();
  const before = Date.now();
  await region.get(key, 'zones/');
  const used = Date.parse((await lastUsed()) ?? '');
  expect(used).toBeGreaterThanOrEqual(before - 1_000);
  expect(used).toBeLessThanOrEqual(Date.now() + 1_000);

  await region.database.pool.query("UPDATE nonces SET expires = expires - interval '1 hour'");
  expect(await purgeNonces(region.database)).toBeGreaterThan(0);
  expect(Date.parse((await lastUsed()) ?? '')).toBe(used - 3_600_000);
});

test('list_authorisation_tokens of a key whose clock is ahead shows no time in the future', async () => {
  const { key } = await makeKey(region, 'admin2');
  await region.get(key, 'zones/');
  await region.database.pool.query("UPDATE nonces SET expires = expires + interval '1 hour'");
  const listed = (await list('admin2')).find(({ token }) => token === key);
  expect(Date.parse(listed?.last_used ?? '')).toBeLessThanOrEqual(Date.now() + 1_000);
});

test.each([
  [null, 401],
  ['worker', 403],
] as const)('list_authorisation_tokens by %s is %i', async (as, status) => {
  expect((await region.get(as, 'account/', { op: 'list_authorisation_tokens' })).status).toBe(status);
});
