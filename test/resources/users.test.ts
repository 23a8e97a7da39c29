import { expect, test } from 'vitest';
import { z } from 'zod';
import { useRegion } from '../support/region.js';

const User = z.strictObject({ username: z.string(), email: z.string(), is_superuser: z.boolean() });

const region = useRegion();

const form = (username: string, over: Record<string, string> = {}) => ({
  username,
  email: `${username}@Example.COM`,
  password: 'secret',
  is_superuser: '0',
  ...over,
});

test.each([
  ['0', false],
  ['1', true],
])('is_superuser=%s makes a user whose is_superuser is %s', async (is_superuser, expected) => {
  const created = await region.post('admin', 'users/', form(`made-${is_superuser}`, { is_superuser }));
  const user = created.as(User);
  expect(created.status).toBe(200);
  expect(user).toEqual({
    username: `made-${is_superuser}`,
    email: `made-${is_superuser}@example.com`,
    is_superuser: expected,
  });
  expect((await region.get('user', `users/made-${is_superuser}/`)).json).toEqual(user);
});

test('the list has everybody by name, the accounts of workers and nodes included', async () => {
  const names = (await region.get('user', 'users/')).as(z.array(User)).map(({ username }) => username);
  expect(names).toEqual([...names].sort());
  expect(names).toEqual(expect.arrayContaining(['admin', 'user', 'maas-nodegroup-worker', 'maas-init-node']));
});

test.each(['username', 'email', 'password', 'is_superuser'])('a missing %s is told as text', async (name) => {
  const fields = Object.fromEntries(Object.entries(form('incomplete')).filter(([field]) => field !== name));
  const reply = await region.post('admin', 'users/', fields);
  expect([reply.status, reply.type]).toEqual([400, expect.stringContaining('text/plain')]);
  expect(reply.text).toContain(name);
});

test('the first missing parameter is the one that is told', async () => {
  expect((await region.post('admin', 'users/', {})).text).toContain('username');
});

test.each([
  ['username', form('')],
  ['username', form('x'.repeat(31))],
  ['username', form('with blank')],
  ['username', form('user', { email: 'other@example.com' })],
  ['email', form('another', { email: 'user@EXAMPLE.com' })],
  ['email', form('long', { email: `${'x'.repeat(250)}@example.com` })],
  ['is_superuser', form('neither', { is_superuser: 'yes' })],
])('a bad or taken %s is refused under its name, and no user made: %o', async (field, fields) => {
  const before = await region.database.prisma.user.count();
  const reply = await region.post('admin', 'users/', fields);
  expect(reply.status).toBe(400);
  expect(Object.keys(Object(reply.json))).toEqual([field]);
  expect(await region.database.prisma.user.count()).toBe(before);
});

test('of many that ask for one name at once, one gets it and the others are refused', async () => {
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, at) =>
      region.post('admin', 'users/', form('contended', { email: `contended-${at}@example.com` })),
    ),
  );
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400, 400, 400]);
});

test('users without an address do not get into each other’s way', async () => {
  for (const name of ['mailless-1', 'mailless-2']) {
    expect((await region.post('admin', 'users/', form(name, { email: '' }))).status).toBe(200);
  }
});

test('an address of which only the case before the @ differs is another one', async () => {
  const reply = await region.post('admin', 'users/', form('shouting', { email: 'USER@example.com' }));
  expect([reply.status, reply.as(User).email]).toEqual([200, 'USER@example.com']);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('%s may not make users (%i)', async (as, status) => {
  expect((await region.post(as, 'users/', form('forbidden'))).status).toBe(status);
  expect((await region.get('admin', 'users/forbidden/')).status).toBe(404);
});

test('a user that does not exist is answered as anything else that does not', async () => {
  const reply = await region.get('user', 'users/nobody/');
  expect([reply.status, reply.text, reply.type]).toEqual([404, 'Not Found', expect.stringContaining('text/plain')]);
});

test('users are neither changed nor deleted', async () => {
  expect((await region.put('admin', 'users/user/', { email: 'new@example.com' })).status).toBe(405);
  expect((await region.delete('admin', 'users/user/')).status).toBe(405);
});
