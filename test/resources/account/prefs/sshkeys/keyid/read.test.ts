import { expect, test } from 'vitest';
import { makeSshKey } from '../../../../../support/factories/ssh-keys.js';
import { useRegion } from '../../../../../support/region.js';
import { SshKey } from '../../../../../support/shapes.js';

const PATH = 'account/prefs/sshkeys/';

const region = useRegion();

test('read by another user has the key', async () => {
  const { id, key } = await makeSshKey(region, 'user');
  expect((await region.get('user2', `${PATH}${id}/`)).as(SshKey)).toMatchObject({ id, key });
});

test.each(['0', '99999999', '99999999999999', 'x', '-1'])('read of the unknown key %s is 404', async (id) => {
  expect((await region.get('user', `${PATH}${id}/`)).status).toBe(404);
});

test('read without credentials is 401', async () => {
  expect((await region.get(null, `${PATH}1/`)).status).toBe(401);
});
