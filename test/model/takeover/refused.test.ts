import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { isDjangoHash } from '../../../src/model/accounts/django-passwords.js';
import { createUser } from '../../../src/model/accounts/users.js';
import { eventually } from '../../support/eventually.js';
import { DUMP_END, writeDump } from '../../support/original/dump.js';
import { copying, printProblems } from '../../support/original/problems.js';
import { SITE } from '../../support/original/site.js';
import { contentOf, siteWith, useNewRegion } from '../../support/original/takeover.js';

const region = useNewRegion();
const dump = writeDump(SITE);
const twice = siteWith({ maasserver_tag: copying({ id: '99' }) });

const without = (table: string) =>
  writeDump(Object.fromEntries(Object.entries(SITE).filter(([name]) => name !== table)));

describe('takeOver changes nothing', () => {
  test.each<[string, string | Buffer, RegExp]>([
    ['of a dump that is cut off', dump.slice(0, dump.length / 2), /cut off/],
    ['of a dump without its end', dump.replace(DUMP_END, ''), /cut off/],
    ['of a compressed dump that is cut off', gzipSync(dump).subarray(0, 900), /is cut off/],
    [
      'of a damaged compressed dump',
      Buffer.concat([gzipSync(dump).subarray(0, 10), Buffer.alloc(100, 255)]),
      /damaged/,
    ],
    ['of a dump in the custom format', 'PGDMP\u0001', /custom format.*pg_restore/],
    ['of another file', 'null\0', /not a plain dump/],
    ['of an older version', without('maasserver_zone'), /not a dump of MAAS 1\.5 or 1\.6.*maasserver_zone/],
    ['of another database', `${DUMP_END}`, /not a dump of MAAS/],
    ['of MAAS 1.7', writeDump({ ...SITE, maasserver_bootresource: [{ id: '1' }] }), /1\.7 or later/],
  ])('%s', async (_what, content, message) => {
    const before = await contentOf(region.database());
    await expect(region.takeOverText(content)).rejects.toThrow(message);
    expect(await contentOf(region.database())).toEqual(before);
  });

  test('in a dry run, which reports what would be taken over', async () => {
    const before = await contentOf(region.database());
    const { isDone, tables } = await region.takeOverTables(SITE, { dryRun: true });
    expect(isDone).toBe(false);
    expect(tables).toContainEqual({ table: 'maasserver_node', read: 2, taken: 2 });
    expect(await contentOf(region.database())).toEqual(before);
  });

  test('when a row cannot be taken over, unless it may be left out', async () => {
    const before = await contentOf(region.database());
    const refused = await region.takeOverTables(twice);
    expect(refused.isDone).toBe(false);
    expect(printProblems(refused)).toEqual(['- maasserver_tag 99: name: row 6 has the same']);
    expect(await contentOf(region.database())).toEqual(before);
    expect((await region.takeOverTables(twice, { leaveOut: true })).isDone).toBe(true);
    expect(await region.database().prisma.tag.count()).toBe(1);
  });

  test('while a region process runs', async () => {
    await region.database().pool.query(`INSERT INTO region_processes (worker_id) VALUES ('alive')`);
    for (const dryRun of [true, false]) {
      await expect(region.takeOverTables(SITE, { dryRun })).rejects.toThrow(/A region process uses the database/);
    }
  });

  test('in a region that is not new', async () => {
    await region.takeOverTables(SITE);
    const before = await contentOf(region.database());
    const has = 'nodes, networks, tags, zones, files, SSH keys, commissioning scripts, accounts';
    await expect(region.takeOverTables(SITE)).rejects.toThrow(`The region is not new: it has ${has}.`);
    expect(await contentOf(region.database())).toEqual(before);
  });

  test('in a region with an ordinary user', async () => {
    const user = { username: 'eve', email: '', password: 'p', isSuperuser: false };
    await region.database().transaction((tx) => createUser(tx, user));
    await expect(region.takeOverTables(SITE)).rejects.toThrow('it has accounts');
  });

  test('when its connection ends in the middle', async () => {
    const before = await contentOf(region.database());
    const blocker = new pg.Client(region.url());
    await blocker.connect();
    await blocker.query('BEGIN; LOCK TABLE node_user_data IN ACCESS EXCLUSIVE MODE');
    const takeOver = region.takeOverTables(SITE);
    takeOver.catch(() => {});
    await eventually(async () => {
      const { rowCount } = await region.database().pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE application_name = 'maas-region import-maas' AND datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rowCount).toBe(1);
    });
    await expect(takeOver).rejects.toThrow(/terminat/);
    await blocker.end();
    expect(await contentOf(region.database())).toEqual(before);
  });
});

test('takeOver replaces the first administrator and the first cluster', async () => {
  await region.takeOverTables(SITE);
  const { prisma } = region.database();
  expect(await prisma.user.count({ where: { username: 'admin' } })).toBe(0);
  expect(await prisma.nodegroup.count({ where: { uuid: 'master' } })).toBe(0);
  expect((await prisma.user.findMany()).filter(({ password }) => isDjangoHash(password))).toHaveLength(1);
});

test('takeOver with keepAdmin keeps the administrator and the key, with ids above those of the dump', async () => {
  const { prisma } = region.database();
  const before = await prisma.token.findFirstOrThrow({
    where: { user: { username: 'admin' } },
    include: { consumer: true },
  });
  await region.takeOverTables(SITE, { keepAdmin: true });
  const admin = await prisma.user.findUniqueOrThrow({
    where: { username: 'admin' },
    include: { tokens: { include: { consumer: true } } },
  });
  expect(admin.id).toBeGreaterThan(12);
  expect(admin.tokens).toMatchObject([
    { key: before.key, secret: before.secret, consumer: { key: before.consumer.key } },
  ]);
  expect(await prisma.user.count({ where: { username: 'alice' } })).toBe(1);
});

test('takeOver with keepAdmin leaves out an account of the same name', async () => {
  const rows = siteWith({ auth_user: copying({ id: '99', username: 'admin', email: '' }) });
  const report = await region.takeOverTables(rows, { keepAdmin: true });
  expect(printProblems(report)).toEqual(['- auth_user 99: username: the kept administrator has the same']);
});

test('takeOver of a dump without the accounts of nodes and workers makes them', async () => {
  const names = ['maas-init-node', 'maas-nodegroup-worker'];
  const [nodes, worker] = names.map((name) => SITE.auth_user?.find(({ username }) => username === name)?.id);
  const rows = siteWith({
    auth_user: (users) => users.filter(({ id }) => id !== nodes),
    piston_token: (tokens) => tokens.filter(({ user_id }) => user_id !== nodes),
    metadataserver_nodekey: () => [],
  });
  expect(printProblems(await region.takeOverTables(rows))).toEqual([]);
  const users = await region
    .database()
    .prisma.user.findMany({ where: { username: { in: names } }, orderBy: { id: 'asc' } });
  expect(users).toMatchObject([
    { id: Number(worker), username: 'maas-nodegroup-worker', isActive: true },
    { username: 'maas-init-node', isActive: false, password: '' },
  ]);
});
