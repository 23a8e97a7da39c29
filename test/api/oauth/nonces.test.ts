import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '../../../src/db/database.js';
import { meterQueries } from '../../../src/db/request-scope.js';
import { NonceLog, purgeNonces } from '../../../src/model/accounts/nonces.js';
import { freshDatabase, type TestDatabase } from '../../support/database.js';
import { makeAccount } from '../../support/factories/accounts.js';
import { type ApiKey, plaintextHeader } from '../../support/oauth.js';
import { type OAuthServer, startOAuthServer } from './oauth-server.js';

/** Two processes on one database. */
let site: TestDatabase;
let otherDatabase: Database;
let servers: readonly [OAuthServer, OAuthServer];
let accounts = 0;

beforeAll(async () => {
  site = await freshDatabase();
  otherDatabase = new Database(site.url);
  servers = [await startOAuthServer(site.database), await startOAuthServer(otherDatabase)];
});
afterAll(async () => {
  for (const server of servers) await server[Symbol.asyncDispose]();
  await otherDatabase.close();
  await site[Symbol.asyncDispose]();
});

async function newKey(): Promise<{ key: ApiKey; username: string }> {
  accounts += 1;
  const username = `user${accounts}`;
  return { key: await makeAccount(site.database, username), username };
}

const ask = (server: OAuthServer, header: string) => server.ask('/', { headers: [['Authorization', header]] });
const noncesOf = (key: ApiKey) =>
  site.database.prisma.$queryRaw<{ nonce: string; kept: number }[]>`
    SELECT n.nonce, extract(epoch FROM n.expires - now())::int AS kept
    FROM nonces n JOIN tokens t ON t.id = n.token_id WHERE t.key = ${key.split(':')[1]}`;

test.each(['twice', 'null'])('the nonce %s that one process accepted is refused by every process', async (nonce) => {
  const { key } = await newKey();
  const header = plaintextHeader(key, { oauth_nonce: nonce });
  expect(await ask(servers[0], header)).toMatchObject({ status: 200 });
  for (const server of servers) {
    expect(await ask(server, header)).toMatchObject({
      status: 401,
      challenge: true,
      text: `Nonce already used: ${nonce}`,
    });
  }
});

test('a nonce in 40 concurrent requests is accepted once', async () => {
  const { key } = await newKey();
  const header = plaintextHeader(key, { oauth_nonce: 'crowd' });
  const verdicts = await Promise.all(Array.from({ length: 40 }, (_, i) => ask(servers[i % 2 === 0 ? 0 : 1], header)));
  expect(verdicts.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(verdicts.filter(({ status }) => status === 401)).toHaveLength(39);
});

test('a nonce that another token used is accepted', async () => {
  for (const { key } of [await newKey(), await newKey()]) {
    expect(await ask(servers[0], plaintextHeader(key, { oauth_nonce: 'mine' }))).toMatchObject({ status: 200 });
  }
});

test('a nonce in a request with a wrong secret stays unused', async () => {
  const { key } = await newKey();
  const nonce = { oauth_nonce: 'reserved' };
  expect(await ask(servers[0], plaintextHeader(key, { ...nonce, oauth_signature: '&guess' }))).toMatchObject({
    status: 401,
  });
  expect(await noncesOf(key)).toEqual([]);
  expect(await ask(servers[0], plaintextHeader(key, nonce))).toMatchObject({ status: 200 });
});

test('a nonce is kept for 300 s after the later of now and its timestamp', async () => {
  const { key } = await newKey();
  const ahead = String(Math.floor(Date.now() / 1_000) + 4_000);
  await ask(servers[0], plaintextHeader(key, { oauth_nonce: 'now' }));
  await ask(servers[0], plaintextHeader(key, { oauth_nonce: 'ahead', oauth_timestamp: ahead }));
  const kept = new Map((await noncesOf(key)).map((row) => [row.nonce, row.kept]));
  expect(kept.get('now')).toBeGreaterThan(270);
  expect(kept.get('now')).toBeLessThanOrEqual(300);
  expect(kept.get('ahead')).toBeGreaterThan(4_270);
  expect(kept.get('ahead')).toBeLessThanOrEqual(4_300);
});

test('a token that one process deletes is refused by every process at once, and so is its consumer', async () => {
  const { key, username } = await newKey();
  for (const server of servers) expect(await ask(server, plaintextHeader(key))).toMatchObject({ status: 200 });
  await otherDatabase.prisma.token.deleteMany({ where: { user: { username } } });
  for (const server of servers) {
    for (const _ of [1, 2]) {
      const verdict = await ask(server, plaintextHeader(key));
      expect(verdict).toMatchObject({
        status: 401,
        challenge: true,
        text: `Invalid access token: ${key.split(':')[1]}`,
      });
    }
  }
  await otherDatabase.prisma.consumer.deleteMany({ where: { user: { username } } });
  expect(await ask(servers[0], plaintextHeader(key))).toMatchObject({ status: 401, text: 'Invalid consumer.' });
});

test('an account that becomes an administrator or inactive is seen so by every process at once', async () => {
  const { key, username } = await newKey();
  const account = async (server: OAuthServer) => JSON.parse((await ask(server, plaintextHeader(key))).text).user;
  for (const server of servers) expect(await account(server)).toMatchObject({ isSuperuser: false, isActive: true });
  await site.database.prisma.user.update({ where: { username }, data: { isSuperuser: true, isActive: false } });
  for (const server of servers) expect(await account(server)).toMatchObject({ isSuperuser: true, isActive: false });
});

test('concurrent nonces are written in one statement per batch', async () => {
  const { username } = await newKey();
  const token = await site.database.prisma.token.findFirstOrThrow({ where: { user: { username } } });
  const credential = { tokenId: token.id, tokenKey: token.key, userId: token.userId };
  const log = new NonceLog(site.database);
  const use = (prefix: string, count: number) =>
    Promise.all(Array.from({ length: count }, (_, i) => log.use(credential, `${prefix}${i}`, 0)));
  const meter = { queries: 0 };
  const outcomes = await meterQueries(meter, async () => {
    const first = use('a', 64);
    await setImmediate();
    return [...(await use('b', 64)), ...(await first)];
  });
  expect(outcomes.map((outcome) => typeof outcome)).toEqual(Array(128).fill('object'));
  expect(meter.queries).toBe(2);
});

test.each(['key', 'user'] as const)(
  'a cached key whose token id belongs to another %s since a restore is refused',
  async (changed) => {
    const { key } = await newKey();
    const admin = await site.database.prisma.user.create({
      data: { username: `restored-${changed}`, email: '', password: '', isSuperuser: true },
    });
    expect(await ask(servers[0], plaintextHeader(key))).toMatchObject({ status: 200 });
    const tokenKey = key.split(':')[1] ?? '';
    const data = changed === 'key' ? { key: 'another-key', userId: admin.id } : { userId: admin.id };
    await site.database.prisma.token.update({ where: { key: tokenKey }, data });
    const { status, text } = await ask(servers[0], plaintextHeader(key));
    expect([status, text]).toEqual([401, expect.stringMatching(/^Invalid access token/)]);
    expect(await noncesOf(key)).toHaveLength(changed === 'key' ? 0 : 1);
  },
);

test('a request without a working database is 500, not 401', async () => {
  const { key } = await newKey();
  const closing = new Database(site.url);
  const server = await startOAuthServer(closing);
  expect(await ask(server, plaintextHeader(key))).toMatchObject({ status: 200 });
  await closing.close();
  expect((await ask(server, plaintextHeader(key))).status).toBe(500);
  await server[Symbol.asyncDispose]();
});

test('purgeNonces deletes all expired nonces and no others', async () => {
  const { key } = await newKey();
  await ask(servers[0], plaintextHeader(key, { oauth_nonce: 'fresh' }));
  await site.database.prisma.$executeRaw`
    INSERT INTO nonces (token_id, nonce, expires)
    SELECT -1, i::text, now() - interval '2 minutes' FROM generate_series(1, 12000) i`;
  expect(await purgeNonces(site.database)).toBe(12_000);
  expect((await noncesOf(key)).map(({ nonce }) => nonce)).toEqual(['fresh']);
  expect(await purgeNonces(site.database)).toBe(0);
});
