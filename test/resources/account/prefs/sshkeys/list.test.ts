import { expect, test } from 'vitest';
import { makeSshKey, sshKeysOf } from '../../../../support/factories/ssh-keys.js';
import { useRegion } from '../../../../support/region.js';

const PATH = 'account/prefs/sshkeys/';

const region = useRegion();

test('list has the keys of the caller, oldest first', async () => {
  const made = [await makeSshKey(region, 'user'), await makeSshKey(region, 'user')];
  await makeSshKey(region, 'user2');
  const expected = made.map(({ id, key }) => ({ id, key, resource_uri: `/MAAS/api/1.0/${PATH}${id}/` }));
  expect(await sshKeysOf(region, 'user')).toEqual(expected);
});

test('list without credentials is 401', async () => {
  expect((await region.get(null, PATH, { op: 'list' })).status).toBe(401);
});
