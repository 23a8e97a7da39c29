import { verify } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { useCommands } from './support.js';

const KEY = /^[A-Za-z0-9]{18}:[A-Za-z0-9]{18}:[A-Za-z0-9]{32}\n$/;

const { maas, create, userOf, database } = useCommands();

test('createadmin with a password on stdin creates an administrator and says so on stderr', async () => {
  expect(await create('createadmin', 'root')).toEqual({ code: 0, out: '', err: 'Made the administrator root.\n' });
  const { isSuperuser, password } = await userOf('root');
  expect(isSuperuser).toBe(true);
  expect(await verify(password, 'secret')).toBe(true);
});

test('createuser with --password creates an ordinary user with that password', async () => {
  const args = ['createuser', '--username', 'bob', '--email', 'bob@example.com', '--password', 'given'];
  expect(await maas(args, 'not this\n')).toEqual({ code: 0, out: '', err: 'Made the user bob.\n' });
  const { isSuperuser, password } = await userOf('bob');
  expect(isSuperuser).toBe(false);
  expect(await verify(password, 'given')).toBe(true);
});

test('createuser with a taken name fails with one line', async () => {
  await create('createuser', 'taken');
  const { code, out, err } = await create('createuser', 'taken');
  expect([code, out]).toEqual([1, '']);
  expect(err).toMatch(/^maas-region: username: [^\n]+\n$/);
});

test('createuser with an empty password fails and names the password', async () => {
  const { code, err } = await maas(['createuser', '--username', 'none', '--email', 'n@example.com'], '\n');
  expect(code).toBe(1);
  expect(err).toContain('password');
  expect(await database().prisma.user.count({ where: { username: 'none' } })).toBe(0);
});

test('changepassword replaces the password', async () => {
  await create('createuser', 'changer');
  const changed = await maas(['changepassword', '--username', 'changer'], 'other');
  expect(changed).toEqual({ code: 0, out: '', err: 'Changed the password of changer.\n' });
  expect(await verify((await userOf('changer')).password, 'other')).toBe(true);
});

test('apikey prints only the first key on stdout, also when the user has several', async () => {
  await create('createuser', 'keys');
  const first = await maas(['apikey', '--username', 'keys']);
  expect(first).toEqual({ code: 0, out: expect.stringMatching(KEY), err: '' });
  const generated = await maas(['apikey', '--username', 'keys', '--generate']);
  expect(generated.out).toMatch(KEY);
  expect(generated.out).not.toBe(first.out);
  expect(await maas(['apikey', '--username', 'keys'])).toEqual(first);
});

test('apikey --delete deletes a key of the user once, and no keys of other users', async () => {
  await create('createuser', 'owner');
  await create('createuser', 'thief');
  const key = (await maas(['apikey', '--username', 'owner'])).out.trim();
  expect((await maas(['apikey', '--username', 'thief', '--delete', key])).code).toBe(1);
  const deleted = await maas(['apikey', '--username', 'owner', '--delete', key]);
  expect(deleted).toEqual({ code: 0, out: '', err: 'Deleted the API key of owner.\n' });
  const gone = await maas(['apikey', '--username', 'owner', '--delete', key]);
  expect(gone).toMatchObject({ code: 1, out: '', err: expect.stringContaining('no such API key') });
  expect((await maas(['apikey', '--username', 'owner'])).err).toContain('--generate');
});

test('apikey with both --generate and --delete is wrong usage', async () => {
  expect((await maas(['apikey', '--username', 'x', '--generate', '--delete', 'y'])).code).toBe(2);
});

test.each([['apikey'], ['changepassword']])('%s of an unknown user fails and names the user', async (command) => {
  const { code, out, err } = await maas([command, '--username', 'nobody-here'], 'p');
  expect([code, out]).toEqual([1, '']);
  expect(err).toBe('maas-region: There is no user "nobody-here".\n');
});
