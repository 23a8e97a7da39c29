import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeBackup } from '../../../src/db/backup/dump.js';
import { restoreBackup } from '../../../src/db/backup/load.js';
import type { Database } from '../../../src/db/database.js';
import { createUser } from '../../../src/model/accounts/users.js';
import { ensureMasterCluster } from '../../../src/model/clusters/master.js';
import { freshDatabase, type TestDatabase } from '../../support/database.js';
import { FAILED_RELEASING, READY, RELEASING } from '../../support/nodes.js';

let folder: string;
let file: string;
let source: TestDatabase;
let target: TestDatabase;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'maas-backup-'));
  file = path.join(folder, 'backup');
  [source, target] = await Promise.all([freshDatabase(2), freshDatabase(2)]);
  await fill(source.database);
});

afterEach(async () => {
  await source[Symbol.asyncDispose]();
  await target[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const LARGE = Buffer.alloc(1_000_000, 'node');

/** Content with what is hard to carry over: bytes, NULLs, JSON null, lists, addresses, quotes, line ends. */
async function fill(database: Database): Promise<void> {
  const user = { username: 'bob', email: 'bob@example.com', password: 'secret', isSuperuser: false };
  const { id: ownerId } = await database.transaction((tx) => createUser(tx, user));
  const { id: nodegroupId } = await database.transaction((tx) => ensureMasterCluster(tx));
  const zone = await database.prisma.zone.create({ data: { name: 'attic', description: 'a "b" \\ ü\n\tc' } });
  const node = { systemId: 'node-1', architecture: 'amd64/generic', zoneId: zone.id, nodegroupId, ownerId };
  await database.prisma.node.create({
    data: { ...node, hostname: 'one', routers: ['aa:bb:cc:dd:ee:ff', ''], powerParameters: { a: [1.5, null] } },
  });
  await database.pool.query(`INSERT INTO config VALUES ('nothing', 'null')`);
  await database.pool.query(`INSERT INTO networks (name, address) VALUES ('net', '10.1.0.0/16')`);
  const { id: contentId } = await database.prisma.fileContent.create({ data: { unusedSince: null } });
  await database.prisma.file.create({ data: { filename: 'f', ownerId, size: LARGE.length, contentId } });
  for (const position of [0, 1, 2])
    await database.prisma.fileChunk.create({ data: { contentId, position, data: LARGE } });
  await database.pool.query(
    `INSERT INTO webhooks (url, types, level, zone_id, enabled, secret) VALUES ('https://a.b/', '{}', 20, NULL, true, 's')`,
  );
  await database.pool.query(`INSERT INTO events (level, type, description) VALUES (20, 'old', 'is not sent again')`);
  await database.prisma.powerAction.create({ data: { systemId: 'node-1', powerType: 'ipmi', change: 'on' } });
}

/** Everything that is in the database, as text. */
async function contentOf({ pool }: Database, leaveOut: readonly string[] = []): Promise<Record<string, unknown[]>> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL ($1) ORDER BY 1`,
    [['_prisma_migrations', ...leaveOut]],
  );
  const content: Record<string, unknown[]> = {};
  for (const { name } of rows) {
    content[name] = (await pool.query(`SELECT ${name}::text AS row FROM ${name} ORDER BY 1`)).rows;
  }
  return content;
}

test('restoreBackup into an empty database restores every row, byte for byte', async () => {
  await writeBackup(source.url, file);
  await restoreBackup(target.url, file, { force: false });
  // Restoring settles power actions, and it writes its own log of changes.
  const leaveOut = ['power_actions', 'node_changes'];
  const expected = await contentOf(source.database, leaveOut);
  expect(expected.file_chunks).toHaveLength(3);
  expect(expected.webhook_deliveries).toHaveLength(1);
  expect(await contentOf(target.database, leaveOut)).toEqual(expected);
});

test('rows that are inserted after restoreBackup get new ids', async () => {
  await writeBackup(source.url, file);
  await restoreBackup(target.url, file, { force: false });
  const [known, created] = [
    await target.database.prisma.zone.findUniqueOrThrow({ where: { name: 'attic' } }),
    await target.database.prisma.zone.create({ data: { name: 'cellar' } }),
  ];
  expect(created.id).toBeGreaterThan(known.id);
});

test('restoreBackup of an older backup does not reuse ids of deleted rows', async () => {
  await writeBackup(source.url, file);
  const later = await source.database.prisma.zone.create({ data: { name: 'cellar' } });
  await restoreBackup(source.url, file, { force: true });
  const created = await source.database.prisma.zone.create({ data: { name: 'garage' } });
  expect(created.id).toBeGreaterThan(later.id);
});

test('restoreBackup while a region process runs is refused, also with force', async () => {
  await writeBackup(source.url, file);
  await target.database.pool.query(`INSERT INTO region_processes (worker_id) VALUES ('alive')`);
  for (const force of [false, true]) {
    await expect(restoreBackup(target.url, file, { force })).rejects.toThrow(/A region process uses the database/);
  }
  await target.database.pool.query(`UPDATE region_processes SET seen = now() - interval '16 seconds'`);
  expect(await restoreBackup(target.url, file, { force: false })).toBeGreaterThan(0);
});

test('restoreBackup fails releases that wait for a power-off, and queues the requested evaluation of tags', async () => {
  await source.database.prisma.node.updateMany({ data: { status: READY, substatus: RELEASING } });
  await source.database.prisma.tag.create({ data: { name: 't', definition: '//node', evaluations: 2 } });
  await writeBackup(source.url, file);
  await restoreBackup(target.url, file, { force: false });
  const nodes = await target.database.prisma.node.findMany({ distinct: 'substatus', select: { substatus: true } });
  expect(nodes).toEqual([{ substatus: FAILED_RELEASING }]);
  const { rows } = await target.database.pool.query('SELECT task_identifier FROM graphile_worker.jobs');
  expect(rows).toEqual([{ task_identifier: 'evaluate_tags' }]);
});

test('restoreBackup marks queued power actions as failed', async () => {
  await writeBackup(source.url, file);
  await restoreBackup(target.url, file, { force: false });
  const actions = await target.database.prisma.powerAction.findMany();
  expect(actions).toMatchObject([{ systemId: 'node-1', state: 'failed' }]);
});

test('writeBackup makes a file that only its owner can read', async () => {
  await writeBackup(source.url, file);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('writeBackup keeps an existing file unchanged until the new one is complete', async () => {
  await writeBackup(source.url, file);
  const before = readFileSync(file);
  await source.database.pool.query('DELETE FROM _prisma_migrations');
  await expect(writeBackup(source.url, file)).rejects.toThrow(/no tables/);
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['backup']);
});

test('restoreBackup into a database with content is refused without force, and replaces the content with force', async () => {
  await writeBackup(source.url, file);
  const user = { username: 'eve', email: '', password: 'p', isSuperuser: true };
  await target.database.transaction((tx) => createUser(tx, user));
  await expect(restoreBackup(target.url, file, { force: false })).rejects.toThrow(/not empty/);
  expect(await target.database.prisma.user.count({ where: { username: 'eve' } })).toBe(1);
  await restoreBackup(target.url, file, { force: true });
  expect(await target.database.prisma.user.count({ where: { username: 'eve' } })).toBe(0);
});

test.each([
  ['cut off', (lines: string[]) => lines.slice(0, -1), /cut off/],
  ['without a row', (lines: string[]) => lines.filter((line) => !line.includes('"attic"')), /foreign key|damaged/],
  ['with a changed row', (lines: string[]) => lines.map((line) => line.replace('"one"', '"two"')), /checksum/],
  [
    'of a version with other migrations',
    (lines: string[]) => lines.with(0, otherMigrations(lines)),
    /other migrations/,
  ],
  ['of another program', (lines: string[]) => ['{"format":"other"}', ...lines.slice(1)], /not a backup/],
])('restoreBackup of a backup %s is refused and changes nothing', async (_what, damage, message) => {
  await writeBackup(source.url, file);
  const before = await contentOf(target.database);
  const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
  writeFileSync(file, gzipSync(damage(lines).join('\n')));
  await expect(restoreBackup(target.url, file, { force: false })).rejects.toThrow(message);
  expect(await contentOf(target.database)).toEqual(before);
});

function otherMigrations(lines: readonly string[]): string {
  return (lines[0] ?? '').replace(/"checksum":"[0-9a-f]/, '"checksum":"x');
}

test('restoreBackup of a file with broken compression is refused', async () => {
  await writeBackup(source.url, file);
  writeFileSync(file, readFileSync(file).subarray(0, 1_000));
  await expect(restoreBackup(target.url, file, { force: false })).rejects.toThrow(/damaged/);
});
