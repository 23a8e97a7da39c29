import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { ensureMasterCluster } from '../../../src/model/clusters/master.js';
import { POWER_TYPES } from '../../../src/power/registry.js';
import { emptyDatabase, freshDatabase } from '../../support/database.js';
import { programs } from '../../support/programs.js';
import { COMMANDS } from '../server.js';
import { useCommands } from './support.js';

const { maas, create, database, folder } = useCommands();

describe('every command', () => {
  test('is listed by --help', async () => {
    const { code, out } = await maas(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(out).toContain(`\n  ${command} `);
  });

  test.each(COMMANDS)('%s prints its usage with --help', async (command) => {
    const { code, out, err } = await maas([command, '--help']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^Usage: maas-region ${command}`));
  });

  test.each(COMMANDS)('%s with an unknown option is wrong usage', async (command) => {
    const { code, out, err } = await maas([command, '--no-such-option']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^error: [^\n]*\n$/);
  });
});

test.each([[[]], [['frobnicate']], [['createadmin']], [['backup']], [['apikey', '--username']]])(
  'the command line %j is wrong usage',
  async (args) => {
    const { code, out, err } = await maas(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  },
);

test('clusterkey and import of an unknown cluster fail and name the cluster', async () => {
  for (const command of ['clusterkey', 'import']) {
    const { code, err } = await maas([command, '--uuid', 'nowhere']);
    expect([code, err]).toEqual([1, 'maas-region: There is no cluster "nowhere".\n']);
  }
});

test('clusterkey --renew ends the key and the claim of the cluster, with an event, and prints another key', async () => {
  await database().transaction((tx) => ensureMasterCluster(tx));
  const { nodegroup } = database().prisma;
  await nodegroup.update({ where: { uuid: 'master' }, data: { claimHash: 'a'.repeat(64), claimed: new Date() } });
  const keyOf = async (...options: string[]) => (await maas(['clusterkey', '--uuid', 'master', ...options])).out;
  const before = await keyOf();
  const renewed = await keyOf('--renew');
  expect(renewed).toMatch(/^\w{18}:\w{18}:\w{32}\n$/);
  expect(renewed).not.toBe(before);
  expect(await keyOf()).toBe(renewed);
  expect(await database().prisma.token.count({ where: { key: before.split(':')[1] ?? '' } })).toBe(0);
  const cluster = await nodegroup.findUniqueOrThrow({ where: { uuid: 'master' } });
  expect([cluster.claimHash, cluster.claimed]).toEqual([null, null]);
  const events = await database().prisma.event.findMany({ where: { type: 'Key of cluster ended' } });
  expect(events).toMatchObject([{ description: expect.stringContaining('An administrator renewed it.') }]);
});

test('migrate on an empty database applies all migrations, and doctor reports them before and not after', async () => {
  await using empty = await emptyDatabase();
  const env = { DATABASE_URL: empty.url };
  const before = await maas(['doctor'], '', env);
  expect(before.code).toBe(1);
  expect(before.out).toMatch(/^WRONG {2}Migrations +pending: /m);
  expect(await maas(['migrate'], '', env)).toMatchObject({ out: '', err: expect.stringMatching(/^Applied: /) });
  expect(await maas(['migrate'], '', env)).toMatchObject({ out: '', err: 'The database is up to date.\n' });
  expect(await maas(['doctor'], '', env)).toMatchObject({ code: 0, err: '' });
});

test('doctor reports a key file that other users can read', async () => {
  const dataDir = mkdtempSync(path.join(folder(), 'open-'));
  writeFileSync(path.join(dataDir, 'admin-api-key'), 'a:b:c', { mode: 0o644 });
  const { code, out } = await maas(['doctor'], '', { MAAS_DATA_DIR: dataDir });
  expect(code).toBe(1);
  expect(out).toMatch(/^WRONG {2}API key file .*chmod 600/m);
});

test('doctor lists for each power type where its tool is, or the package to install', async () => {
  await using bin = await programs({ ipmitool: 'echo ipmitool version 1.2.3' });
  const { out } = await maas(['doctor'], '', { PATH: bin.folder });
  expect(out).toMatch(/^Power type +Tool +Found +Version$/m);
  for (const type of POWER_TYPES) expect(out).toMatch(new RegExp(`^${type.name} +\\S+`, 'm'));
  expect(out).toMatch(new RegExp(`^moonshot +ipmitool +${bin.folder}/ipmitool +1.2.3$`, 'm'));
  expect((await maas(['doctor'], '', { PATH: '/nowhere' })).out).toMatch(
    /^moonshot +ipmitool +MISSING: apt-get install ipmitool$/m,
  );
});

/** The commands that need a database, and must not make one. */
const NEEDS_DATABASE = [
  ['createuser', '--username', 'u', '--email', 'u@example.com', '--password', 'p'],
  ['changepassword', '--username', 'u', '--password', 'p'],
  ['apikey', '--username', 'u'],
  ['clusterkey', '--uuid', 'master'],
  ['import', '--uuid', 'master'],
  ['backup', 'file'],
];

describe('without a database', () => {
  test.each(NEEDS_DATABASE)('%s names the data folder and creates nothing', async (...args) => {
    const dataDir = path.join(folder(), 'elsewhere');
    const { code, out, err } = await maas(args, '', { DATABASE_URL: '', MAAS_DATA_DIR: dataDir });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`There is no database in ${dataDir}. Run the command in the folder of the region`);
    expect(existsSync(dataDir)).toBe(false);
  });

  test('doctor passes and creates nothing', async () => {
    const dataDir = path.join(folder(), 'elsewhere');
    const { code, out } = await maas(['doctor'], '', { DATABASE_URL: '', MAAS_DATA_DIR: dataDir });
    expect(code).toBe(0);
    expect(out).toMatch(/^ok +PostgreSQL +not made yet/m);
    expect(existsSync(dataDir)).toBe(false);
  });

  test('restore of a missing file fails and creates nothing', async () => {
    const dataDir = path.join(folder(), 'elsewhere');
    const { code, err } = await maas(['restore', 'none'], '', { DATABASE_URL: '', MAAS_DATA_DIR: dataDir });
    expect([code, err]).toEqual([1, 'maas-region: There is no file none.\n']);
    expect(existsSync(dataDir)).toBe(false);
  });
});

describe('with a database without tables', () => {
  test.each(NEEDS_DATABASE)('%s names the database without its password and creates no table', async (...args) => {
    await using empty = await emptyDatabase();
    const { code, out, err } = await maas(args, '', { DATABASE_URL: empty.url });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^maas-region: The database .*has no tables of a region[^\n]*\n$/);
    expect(err).not.toContain(new URL(empty.url).password);
    expect(await tableCount(empty.url)).toBe(0);
  });

  test('createadmin applies the migrations', async () => {
    await using empty = await emptyDatabase();
    const args = ['createadmin', '--username', 'first', '--email', 'first@example.com', '--password', 'p'];
    expect(await maas(args, '', { DATABASE_URL: empty.url })).toMatchObject({ code: 0, out: '' });
    expect((await maas(['apikey', '--username', 'first'], '', { DATABASE_URL: empty.url })).code).toBe(0);
  });
});

test('apikey with a database of an older version fails and names migrate', async () => {
  await using old = await freshDatabase(2);
  await old.database.pool.query('DELETE FROM _prisma_migrations WHERE migration_name > $1', ['20261126']);
  const { code, err } = await maas(['apikey', '--username', 'u'], '', { DATABASE_URL: old.url });
  expect(code).toBe(1);
  expect(err).toMatch(/is of an older version\. `maas-region migrate`/);
});

async function tableCount(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query("SELECT FROM pg_tables WHERE schemaname = 'public'");
  await client.end();
  return rowCount ?? 0;
}

test('migrate with an unreachable PostgreSQL fails with one line', async () => {
  const { code, err } = await maas(['migrate'], '', { DATABASE_URL: 'postgresql://maas@127.0.0.1:1/maas' });
  expect(code).toBe(1);
  expect(err).toMatch(/^maas-region: PostgreSQL cannot be used: [^\n]*ECONNREFUSED[^\n]*\n$/);
});

test('migrate with an invalid setting fails and names the setting', async () => {
  const { code, err } = await maas(['migrate'], '', { PORT: 'many' });
  expect(code).toBe(1);
  expect(err).toMatch(/^maas-region: PORT: /);
});

test('backup and restore move a region, and restore over another region needs --force', async () => {
  await using other = await freshDatabase(2);
  const env = { DATABASE_URL: other.url };
  const file = path.join(folder(), 'backup');
  await create('createuser', 'carried');
  const key = (await maas(['apikey', '--username', 'carried'])).out;
  expect(await maas(['backup', file])).toMatchObject({ code: 0, out: '' });
  expect(await maas(['restore', file], '', env)).toMatchObject({ code: 0, out: '' });
  expect((await maas(['apikey', '--username', 'carried'], '', env)).out).toBe(key);
  expect(await maas(['restore', file], '', env)).toMatchObject({ code: 1, err: expect.stringContaining('--force') });
  expect(await maas(['restore', '--force', file], '', env)).toMatchObject({ code: 0 });
  expect((await maas(['restore', '--force', path.join(folder(), 'none')], '', env)).err).toContain('There is no file');
});
