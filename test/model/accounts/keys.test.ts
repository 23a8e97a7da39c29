import { beforeAll, expect, test } from 'vitest';
import { Conflict } from '../../../src/errors.js';
import {
  createToken,
  deleteToken,
  parseApiKey,
  printApiKey,
  readFirstApiKey,
} from '../../../src/model/accounts/keys.js';
import { createUser } from '../../../src/model/accounts/users.js';
import { ensureMasterCluster } from '../../../src/model/clusters/master.js';
import { useDatabase } from '../../support/database.js';

const fresh = useDatabase(2);
let userId: number;
let otherId: number;
beforeAll(async () => {
  [userId, otherId] = [await create('user'), await create('other')];
});

async function create(username: string): Promise<number> {
  const user = { username, email: '', password: 'p', isSuperuser: false };
  return (await fresh.database.transaction((tx) => createUser(tx, user))).id;
}

test('createToken makes random alphanumeric keys of 18 characters and secrets of 32', async () => {
  const [one, two] = [await createToken(fresh.database, userId), await createToken(fresh.database, userId)];
  expect(printApiKey(one)).toMatch(/^[A-Za-z0-9]{18}:[A-Za-z0-9]{18}:[A-Za-z0-9]{32}$/);
  expect(new Set([one.consumerKey, two.consumerKey, one.tokenKey, two.tokenKey]).size).toBe(4);
  expect(one.tokenSecret).not.toBe(two.tokenSecret);
});

test('parseApiKey of a printed key returns the key', async () => {
  const { tokenId: _, ...key } = await createToken(fresh.database, userId);
  expect(parseApiKey(`${printApiKey(key)}\n`)).toEqual(key);
});

test.each(['', 'a', 'a:b', 'a:b:', 'a::c', 'a:b:c:d'])('parseApiKey of %j returns undefined', (text) => {
  expect(parseApiKey(text)).toBeUndefined();
});

test('readFirstApiKey after another key was created still returns the first key', async () => {
  const first = await readFirstApiKey(fresh.database, otherId);
  await createToken(fresh.database, otherId);
  expect(await readFirstApiKey(fresh.database, otherId)).toEqual(first);
});

test('deleteToken deletes a key with its consumer, and no keys of other users', async () => {
  const key = await createToken(fresh.database, userId);
  expect(await deleteToken(fresh.database, otherId, key.tokenKey)).toBe(false);
  expect(await deleteToken(fresh.database, userId, key.tokenKey)).toBe(true);
  expect(await deleteToken(fresh.database, userId, key.tokenKey)).toBe(false);
  expect(await fresh.database.prisma.consumer.count({ where: { key: key.consumerKey } })).toBe(0);
});

test('deleteToken of the key of a cluster is a conflict, and the key stays', async () => {
  const { id } = await fresh.database.transaction((tx) => ensureMasterCluster(tx));
  const { token } = await fresh.database.prisma.nodegroup.findUniqueOrThrow({
    where: { id },
    include: { token: true },
  });
  const deleted = fresh.database.transaction((tx) => deleteToken(tx, token.userId, token.key));
  await expect(deleted).rejects.toThrow(Conflict);
  expect(await fresh.database.prisma.token.count({ where: { key: token.key } })).toBe(1);
});
