import { verify } from '@node-rs/argon2';
import { expect, test } from 'vitest';

import type { Form } from '../../../support/body.js';
import { makeAccount } from '../../../support/factories/accounts.js';
import { type As, useRegion } from '../../../support/region.js';
import { User } from '../../../support/shapes.js';

const region = useRegion();
const update = (username: string, form: Form, as: As = 'admin') => region.put(as, `users/${username}/`, form);

test('update changes the given fields, and no others', async () => {
  await makeAccount(region.database, 'ada');
  const reply = await update('ada', { email: 'ada@Example.ORG' });
  expect(reply.as(User)).toEqual({ username: 'ada', email: 'ada@example.org', is_superuser: false });
  expect((await update('ada', { is_superuser: '1' })).as(User)).toMatchObject({
    email: 'ada@example.org',
    is_superuser: true,
  });
  expect((await update('ada', {})).as(User)).toMatchObject({ email: 'ada@example.org', is_superuser: true });
});

test('update gives and takes rights at once, also of a key that the region has in its cache', async () => {
  const key = await makeAccount(region.database, 'grace');
  const read = async () => (await region.get(key, 'maas/', { op: 'get_config', name: 'maas_name' })).status;
  expect(await read()).toBe(403);
  await update('grace', { is_superuser: '1' });
  expect(await read()).toBe(200);
  await update('grace', { is_superuser: '0' });
  expect(await read()).toBe(403);
});

test('update with a password replaces the stored hash', async () => {
  await makeAccount(region.database, 'joan');
  (await update('joan', { password: 'new secret' })).ok();
  const { password } = await region.database.prisma.user.findUniqueOrThrow({ where: { username: 'joan' } });
  expect(await verify(password, 'new secret')).toBe(true);
});

test('update keeps one administrator when two demote each other at the same moment', async () => {
  const mary = await makeAccount(region.database, 'mary', true);
  const administrators = await region.database.prisma.user.findMany({ where: { isSuperuser: true } });
  for (const { username } of administrators) {
    if (username !== 'mary' && username !== 'admin') (await update(username, { is_superuser: '0' }, mary)).ok();
  }
  const replies = await Promise.all([
    update('mary', { is_superuser: '0' }, 'admin'),
    update('admin', { is_superuser: '0' }, mary),
  ]);
  expect(replies.map(({ status }) => status).sort()).not.toEqual([200, 200]);
  expect(await region.database.prisma.user.count({ where: { isSuperuser: true } })).toBe(1);
  await region.database.prisma.user.updateMany({
    where: { username: { in: administrators.map(({ username }) => username) } },
    data: { isSuperuser: true },
  });
});

test.each<[string, string, Form]>([
  ['the address of another user', 'email', { email: 'user2@EXAMPLE.com' }],
  ['an address of 255 letters', 'email', { email: 'x'.repeat(255) }],
  ['an empty password', 'password', { password: '' }],
  ['a bad flag', 'is_superuser', { is_superuser: 'yes' }],
])('update with %s is refused under %s, and changes nothing', async (_what, field, form) => {
  const before = (await region.get('admin', 'users/user/')).json;
  expect((await update('user', { is_superuser: '1', ...form })).wrongFields).toEqual([field]);
  expect((await region.get('admin', 'users/user/')).json).toEqual(before);
});

test.each(['maas-init-node', 'maas-nodegroup-worker'])('update of %s, which the region needs, is 409', async (name) => {
  expect((await update(name, { is_superuser: '1' })).status).toBe(409);
});

test('update of an unknown user is 404', async () => {
  expect((await update('nobody', { email: 'a@example.com' })).status).toBe(404);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('update by %s is %i', async (as, status) => {
  expect((await update('user', { is_superuser: '1' }, as)).status).toBe(status);
});
