import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate, QUEUE_MIGRATION } from '../../src/db/migrate.js';
import { MIGRATIONS_FOLDER, readMigrationState } from '../../src/db/migration-state.js';
import { emptyDatabase } from '../support/database.js';

let folder: string;
let client: pg.Client;
let url: string;
let database: Awaited<ReturnType<typeof emptyDatabase>>;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'maas-migrations-'));
  database = await emptyDatabase();
  url = database.url;
  client = new pg.Client({ connectionString: url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

function addMigration(name: string, sql: string): void {
  mkdirSync(path.join(folder, name));
  writeFileSync(path.join(folder, name, 'migration.sql'), sql);
}

test('migrate by two concurrent processes on an empty database applies every migration once', async () => {
  const applied = (await Promise.all([migrate(url), migrate(url)])).flat();
  expect(new Set(applied).size).toBe(applied.length);
  expect(applied.length).toBeGreaterThan(0);
  expect(await readMigrationState(client)).toMatchObject({ pending: [], failed: [] });
});

test('migrate on a migrated database applies nothing', async () => {
  await migrate(url);
  expect(await migrate(url)).toEqual([]);
});

test('migrate creates the tables of the job queue', async () => {
  await migrate(url);
  const { rows } = await client.query('SELECT * FROM graphile_worker.jobs');
  expect(rows).toEqual([]);
});

test('migrate brings the tables of the job queue to the version of the package, also those of an older one', async () => {
  await migrate(url);
  const newest = 'SELECT max(id) AS id FROM graphile_worker.migrations';
  expect((await client.query(newest)).rows).toEqual([{ id: QUEUE_MIGRATION }]);
  await client.query('DROP SCHEMA graphile_worker CASCADE');
  await migrate(url);
  expect((await client.query(newest)).rows).toEqual([{ id: QUEUE_MIGRATION }]);
});

test('readMigrationState of an empty database returns all migrations as pending', async () => {
  const { applied, pending } = await readMigrationState(client);
  expect(applied).toEqual([]);
  expect(pending.length).toBeGreaterThan(0);
});

test('the ledger of migrations has the checksum that Prisma computes: SHA-256 of the script', async () => {
  addMigration('1_a', 'SELECT 1;\n');
  await migrate(url, folder);
  const { rows } = await client.query('SELECT migration_name, checksum, applied_steps_count FROM _prisma_migrations');
  const checksum = 'b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd';
  expect(rows).toEqual([{ migration_name: '1_a', checksum, applied_steps_count: 1 }]);
});

test('migrate applies a script with functions and quoted semicolons completely', async () => {
  addMigration('1_a', `CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'a;b'; END $$;`);
  await migrate(url, folder);
  expect((await client.query('SELECT f()')).rows).toEqual([{ f: 'a;b' }]);
});

test('migrate of a database that a newer version has migrated is refused, and names what is unknown', async () => {
  addMigration('1_a', 'CREATE TABLE a ();');
  addMigration('2_b', 'CREATE TABLE b ();');
  await migrate(url, folder);
  rmSync(path.join(folder, '2_b'), { recursive: true });
  addMigration('3_c', 'CREATE TABLE never ();');
  await expect(migrate(url, folder)).rejects.toThrow(/newer version of maas-region, which applied 2_b/);
  const { rows } = await client.query(`SELECT to_regclass('never') AS never`);
  expect(rows).toEqual([{ never: null }]);
});

test('a migration that fails is rolled back, recorded in the ledger, and blocks later runs', async () => {
  addMigration('1_a', 'CREATE TABLE kept ();');
  addMigration('2_b', 'CREATE TABLE lost (); SELECT 1/0;');
  addMigration('3_c', 'CREATE TABLE never ();');
  await expect(migrate(url, folder)).rejects.toThrow(/2_b failed: division by zero/);
  await expect(migrate(url, folder)).rejects.toThrow(/failed earlier: 2_b/);
  const { rows } = await client.query(`SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
  expect(rows.map(({ tablename }) => tablename)).toEqual(['_prisma_migrations', 'kept']);
});

test('migrate keeps the names of nodes that differ by case, and marks the later ones', async () => {
  const earlier = readdirSync(MIGRATIONS_FOLDER).filter((name) => name < '20261128053500');
  for (const name of earlier) cpSync(path.join(MIGRATIONS_FOLDER, name), path.join(folder, name), { recursive: true });
  await migrate(url, folder);
  await client.query(`
    INSERT INTO users (username, email, password) VALUES ('worker', '', '');
    INSERT INTO consumers (key, name, user_id) SELECT 'key', '', id FROM users WHERE username = 'worker';
    INSERT INTO tokens (key, secret, consumer_id, user_id) SELECT 'key', '', id, user_id FROM consumers WHERE key = 'key';
    INSERT INTO nodegroups (uuid, cluster_name, token_id) SELECT 'uuid', 'cluster', id FROM tokens WHERE key = 'key';
    INSERT INTO nodes (system_id, hostname, architecture, zone_id, nodegroup_id)
    SELECT hostname, hostname, 'amd64/generic', z.id, g.id
    FROM unnest(ARRAY['web', 'WEB', 'db', 'Web']) AS hostname, zones z, nodegroups g`);
  await migrate(url);
  const { rows } = await client.query('SELECT hostname FROM nodes WHERE hostname_repeats ORDER BY id');
  expect(rows).toEqual([{ hostname: 'WEB' }, { hostname: 'Web' }]);
});
