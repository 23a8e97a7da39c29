import { expect, test } from 'vitest';
import { useRegion } from '../../../support/region.js';
import { User } from '../../../support/shapes.js';

const region = useRegion();

test('read by another user has the user', async () => {
  expect((await region.get('user2', 'users/admin/')).as(User)).toEqual({
    username: 'admin',
    email: 'admin@example.com',
    is_superuser: true,
  });
});

test('read of an unknown user is 404', async () => {
  const reply = await region.get('user', 'users/nobody/');
  expect([reply.status, reply.text, reply.type]).toEqual([404, 'Not Found', expect.stringContaining('text/plain')]);
});
