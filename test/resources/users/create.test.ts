import { expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { type As, useRegion } from '../../support/region.js';
import { User } from '../../support/shapes.js';

const region = useRegion();
const form = (username: string, fields: Form = {}): Form => ({
  username,
  email: `${username}@Example.COM`,
  password: 'secret',
  is_superuser: '0',
  ...fields,
});
const create = (fields: Form, as: As = 'admin') => region.post(as, 'users/', fields);

test.each([
  ['0', false],
  ['1', true],
])('create with is_superuser=%s answers the user with is_superuser %s', async (is_superuser, expected) => {
  const username = `made-${is_superuser}`;
  const reply = await create(form(username, { is_superuser }));
  const user = reply.as(User);
  expect(reply.status).toBe(200);
  expect(user).toEqual({ username, email: `${username}@example.com`, is_superuser: expected });
  expect((await region.get('user', `users/${username}/`)).json).toEqual(user);
});

test.each(['username', 'email', 'password', 'is_superuser'])(
  'create without %s is refused in plain text that names it',
  async (name) => {
    const fields = Object.fromEntries(Object.entries(form('incomplete')).filter(([field]) => field !== name));
    const reply = await create(fields);
    expect([reply.status, reply.type]).toEqual([400, expect.stringContaining('text/plain')]);
    expect(reply.text).toContain(name);
  },
);

test('create without any parameter names the first', async () => {
  expect((await create({})).text).toContain('username');
});

test.each<[string, string, Form]>([
  ['an empty name', 'username', form('')],
  ['a name of 31 letters', 'username', form('x'.repeat(31))],
  ['a name with a blank', 'username', form('with blank')],
  ['the name of another user', 'username', form('user', { email: 'other@example.com' })],
  ['the address of another user', 'email', form('another', { email: 'user@EXAMPLE.com' })],
  ['an address of 262 letters', 'email', form('long', { email: `${'x'.repeat(250)}@example.com` })],
  ['a bad flag', 'is_superuser', form('neither', { is_superuser: 'yes' })],
])('create with %s is refused under %s, and makes no user', async (_what, field, fields) => {
  const before = await region.database.prisma.user.count();
  expect((await create(fields)).wrongFields).toEqual([field]);
  expect(await region.database.prisma.user.count()).toBe(before);
});

test('create by many at once with one name makes one user', async () => {
  const emails = Array.from({ length: 6 }, (_, at) => `contended-${at}@example.com`);
  const replies = await Promise.all(emails.map((email) => create(form('contended', { email }))));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
});

test('create of several users without an address makes them all', async () => {
  for (const name of ['mailless-1', 'mailless-2']) expect((await create(form(name, { email: '' }))).status).toBe(200);
});

test('create with an address that differs in the case before the @ makes the user', async () => {
  const reply = await create(form('shouting', { email: 'USER@example.com' }));
  expect([reply.status, reply.as(User).email]).toEqual([200, 'USER@example.com']);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('create by %s is %i, and makes no user', async (as, status) => {
  expect((await create(form('forbidden'), as)).status).toBe(status);
  expect((await region.get('admin', 'users/forbidden/')).status).toBe(404);
});
