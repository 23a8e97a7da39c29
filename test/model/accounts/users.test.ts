import { verify } from '@node-rs/argon2';
import { expect, test } from 'vitest';
import { Invalid, NotFound } from '../../../src/errors.js';
import { readFirstApiKey } from '../../../src/model/accounts/keys.js';
import { changePassword, createUser, listUsers, type NewUser, readUser } from '../../../src/model/accounts/users.js';
import { useDatabase } from '../../support/database.js';

const fresh = useDatabase(4);

let count = 0;
function create(user: Partial<NewUser>) {
  count += 1;
  const some = { username: `u${count}`, email: `User${count}@EXAMPLE.Com`, password: 'secret', isSuperuser: false };
  return fresh.database.transaction((tx) => createUser(tx, { ...some, ...user }));
}

test('createUser makes a user with one API key, the e-mail domain in lower case and a hashed password', async () => {
  const { id } = await create({ username: 'first', email: 'Bob.Smith@EXAMPLE.Com' });
  const user = await fresh.database.prisma.user.findUniqueOrThrow({ where: { id }, include: { tokens: true } });
  expect(user).toMatchObject({ email: 'Bob.Smith@example.com', isSuperuser: false, isActive: true });
  expect(user.password).not.toContain('secret');
  expect(user.tokens).toHaveLength(1);
  expect(await readFirstApiKey(fresh.database, id)).toMatchObject({ tokenKey: user.tokens[0]?.key });
});

test('createUser with a taken name is refused and names username', async () => {
  await create({ username: 'taken' });
  await expect(create({ username: 'taken' })).rejects.toThrow(Invalid);
  await expect(create({ username: 'taken' })).rejects.toMatchObject({ fields: { username: [expect.any(String)] } });
});

test('concurrent createUser calls with one name make one user, and the others are refused', async () => {
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => create({ username: 'race' })));
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  expect(refused).toHaveLength(3);
  for (const reason of refused) expect(reason).toMatchObject({ fields: { username: [expect.any(String)] } });
});

test('createUser with a taken e-mail address is refused and names email', async () => {
  await create({ email: 'taken@example.com' });
  await expect(create({ email: 'taken@EXAMPLE.com' })).rejects.toMatchObject({
    fields: { email: [expect.any(String)] },
  });
});

test.each(['', 'a b', 'a/b', 'a\n', 'x'.repeat(31)])('createUser with the name %j is refused', async (username) => {
  await expect(create({ username })).rejects.toMatchObject({ fields: { username: [expect.any(String)] } });
});

test.each(['a', 'A.b@c+d-e_9', 'ünal', 'x'.repeat(30)])('createUser with the name %j succeeds', async (username) => {
  expect(await create({ username })).toMatchObject({ username });
});

test('createUser keeps an e-mail address without @, and refuses one that is too long', async () => {
  expect(await create({ username: 'plain', email: 'NoAt' })).toMatchObject({ email: 'NoAt' });
  await expect(create({ username: 'long', email: 'e'.repeat(255) })).rejects.toMatchObject({
    fields: { email: [expect.any(String)] },
  });
});

test('changePassword replaces the password', async () => {
  await create({ username: 'changer' });
  await fresh.database.transaction((tx) => changePassword(tx, 'changer', 'other'));
  const { password } = await fresh.database.prisma.user.findUniqueOrThrow({ where: { username: 'changer' } });
  expect(await verify(password, 'other')).toBe(true);
  expect(await verify(password, 'secret')).toBe(false);
});

test('listUsers sorts by name and includes the accounts of workers and nodes', async () => {
  await create({ username: 'zoe', email: 'z@example.com', isSuperuser: true });
  const names = (await listUsers(fresh.database)).map(({ username }) => username);
  expect(names).toEqual([...names].sort());
  expect(names).toEqual(expect.arrayContaining(['maas-init-node', 'maas-nodegroup-worker', 'zoe']));
  expect(await readUser(fresh.database, 'zoe')).toEqual({
    username: 'zoe',
    email: 'z@example.com',
    is_superuser: true,
  });
});

test('readUser of an unknown user throws NotFound', async () => {
  await expect(readUser(fresh.database, 'nobody')).rejects.toThrow(NotFound);
});
