import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { printApiKey, readFirstApiKey } from '../../../src/model/accounts/keys.js';
import { createUser, findUser } from '../../../src/model/accounts/users.js';
import { adminKeyFile, ensureFirstAdmin } from '../../../src/model/setup/first-admin.js';
import { freshDatabase, type TestDatabase } from '../../support/database.js';

const AUDIT = {
  origin: 'CLI',
  username: 'root',
  address: 'host',
  operation: 'serve',
  objects: [],
  parameters: [],
} as const;

let fresh: TestDatabase;
let dataDir: string;
beforeEach(async () => {
  fresh = await freshDatabase(6);
  dataDir = mkdtempSync(path.join(tmpdir(), 'maas-first-admin-'));
});
afterEach(async () => {
  await fresh[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true });
});

test('ensureFirstAdmin at the first start creates an administrator and a key file that only the owner can read', async () => {
  expect(await ensureFirstAdmin(fresh.database, dataDir, AUDIT)).toBe(true);
  const admin = await findUser(fresh.database, 'admin');
  expect(admin.isSuperuser).toBe(true);
  const records = await fresh.database.prisma.auditRecord.findMany();
  expect(records).toMatchObject([{ ...AUDIT, objects: ['admin'], refused: null }]);
  const key = await readFirstApiKey(fresh.database, admin.id);
  expect(key && printApiKey(key)).toBe(readFileSync(adminKeyFile(dataDir), 'utf8').trim());
  expect(statSync(adminKeyFile(dataDir)).mode & 0o777).toBe(0o600);
});

test('concurrent ensureFirstAdmin calls create one administrator and one cluster', async () => {
  const made = await Promise.all(Array.from({ length: 3 }, () => ensureFirstAdmin(fresh.database, dataDir, AUDIT)));
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await fresh.database.prisma.user.count({ where: { isSuperuser: true } })).toBe(1);
  const clusters = await fresh.database.prisma.nodegroup.findMany({ include: { token: { include: { user: true } } } });
  expect(clusters).toMatchObject([{ uuid: 'master', name: 'maas', clusterName: 'Cluster master', status: 1 }]);
  expect(clusters[0]?.token.user.username).toBe('maas-nodegroup-worker');
});

test('ensureFirstAdmin with an existing administrator creates no user and no key file', async () => {
  const user = { username: 'root', email: '', password: 'p', isSuperuser: true };
  await fresh.database.transaction((tx) => createUser(tx, user));
  expect(await ensureFirstAdmin(fresh.database, dataDir, AUDIT)).toBe(false);
  expect(existsSync(adminKeyFile(dataDir))).toBe(false);
});

test('ensureFirstAdmin with an ordinary user named admin leaves that user unchanged', async () => {
  const user = { username: 'admin', email: '', password: 'p', isSuperuser: false };
  await fresh.database.transaction((tx) => createUser(tx, user));
  expect(await ensureFirstAdmin(fresh.database, dataDir, AUDIT)).toBe(false);
  expect((await findUser(fresh.database, 'admin')).isSuperuser).toBe(false);
});
