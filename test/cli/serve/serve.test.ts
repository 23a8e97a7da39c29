import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Database } from '../../../src/db/database.js';
import { emptyDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { maas, processes, ROOT, type Server, startServer } from '../server.js';

let dataDir: string;
let environment: NodeJS.ProcessEnv;
const servers: Server[] = [];

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  dataDir = mkdtempSync(path.join(tmpdir(), 'maas-serve-'));
  // Root's own folders are closed to PostgreSQL's account; as in operation, this one is made by the region.
  environment = { DATABASE_URL: '', MAAS_DATA_DIR: path.join(dataDir, 'data'), LOG_LEVEL: 'silent', WORKERS: '1' };
}, 120_000);

afterEach(async () => {
  for (const server of servers.splice(0)) await server.end('SIGTERM');
});

afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

async function serve(env: NodeJS.ProcessEnv = {}, program?: readonly [string, ...string[]]): Promise<Server> {
  const server = await startServer({ ...environment, ...env }, program);
  servers.push(server);
  return server;
}

const modeOf = (below: string) => statSync(path.join(dataDir, below)).mode & 0o777;
const keyFile = () => path.join(dataDir, 'data/admin-api-key');
const leftProcesses = async () => (await processes()).filter(({ args }) => args.includes(dataDir));

test('the first serve creates the administrator and cluster, prints where the key is but no secret, and stops cleanly', async () => {
  const server = await serve();
  const key = readFileSync(keyFile(), 'utf8');
  expect(await maas(environment, 'apikey', '--username', 'admin')).toBe(key);
  expect(await maas(environment, 'clusterkey', '--uuid', 'master')).toMatch(/^\w{18}:\w{18}:\w{32}\n$/);
  await eventually(() => expect(server.output).toContain(`The region serves ${server.url}\n`));
  expect(server.output).toContain(keyFile());
  expect(server.output).toContain('bin/maas-region changepassword --username admin');
  expect(modeOf('data')).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
  expect([modeOf('data/postgres'), modeOf('data/admin-api-key')]).toEqual([0o700, 0o600]);
  expect(server.output).not.toContain(key.trim().split(':')[2]);
  expect(await server.end('SIGTERM')).toBe(0);
  expect(await leftProcesses()).toEqual([]);
});

test('the curl line that serve prints works in a shell', async () => {
  const server = await serve();
  await eventually(() => expect(server.output).toMatch(/curl.*\n/));
  const line = /^.*curl.*$/m.exec(server.output)?.[0] ?? '';
  const { stdout } = await promisify(execFile)('sh', ['-c', line]);
  expect(JSON.parse(stdout)).toEqual([]);
});

test('commands without a running server work and leave no process', async () => {
  const key = readFileSync(keyFile(), 'utf8');
  expect(await maas(environment, 'apikey', '--username', 'admin')).toBe(key);
  expect(await leftProcesses()).toEqual([]);
});

test('serve after kill -9 has the same data', async () => {
  const first = await serve();
  const args = ['--username', 'kept', '--email', 'kept@example.com', '--password', 'p'];
  await maas(environment, 'createuser', ...args);
  expect(await first.end('SIGKILL')).toBe('SIGKILL');
  const second = await serve();
  expect(await maas(environment, 'apikey', '--username', 'kept')).toMatch(/^\w+:\w+:\w+\n$/);
  expect(await second.end('SIGINT')).toBe(0);
  expect(await leftProcesses()).toEqual([]);
});

test('a second serve on the same data folder fails with the reason, and the first keeps running', async () => {
  const server = await serve();
  const second = maas({ ...environment, PORT: '0' }, 'serve');
  await expect(second).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('in use') });
  expect(await server.isUp()).toBe(true);
});

test('SIGTERM during a request lets the request finish', async () => {
  const server = await serve();
  const headers = { expect: '100-continue', 'content-type': 'application/x-www-form-urlencoded' };
  const upload = request(`${server.url}api/1.0/nodegroups/`, { method: 'POST', headers });
  upload.flushHeaders();
  await once(upload, 'continue');
  const ended = server.end('SIGTERM');
  await eventually(async () => expect(await server.isUp()).toBe(false));
  upload.end('op=refresh_workers');
  const [response]: IncomingMessage[] = await once(upload, 'response');
  expect(response?.statusCode).toBe(200);
  expect(await ended).toBe(0);
});

test.each(['SIGINT', 'SIGTERM'] as const)('npm start stops all processes on %s', async (signal) => {
  const server = await serve({}, ['npm', 'start']);
  expect(await server.end(signal)).toBe(0);
  expect(await server.isUp()).toBe(false);
  expect(await leftProcesses()).toEqual([]);
});

test('serve with several workers replaces a killed worker, and stops all workers on SIGTERM', async () => {
  const server = await serve({ WORKERS: '2' });
  // Only then do both of them serve; it is up when one of them does.
  await eventually(() => expect(server.output).toContain('The region serves'));
  const [victim = 0, other] = await server.workers();
  process.kill(victim, 'SIGKILL');
  await eventually(async () => expect(await server.workers()).toEqual([other, expect.any(Number)]));
  expect(await server.isUp()).toBe(true);
  const last = await server.workers();
  expect(await server.end('SIGTERM')).toBe(0);
  expect((await processes()).filter(({ pid }) => last.includes(pid))).toEqual([]);
});

test('two concurrent serves on one empty database share one administrator and one cluster', async () => {
  await using empty = await emptyDatabase();
  const folders = ['one', 'two'].map((name) => path.join(dataDir, name));
  const [one, two] = await Promise.all(
    folders.map((folder) => serve({ DATABASE_URL: empty.url, MAAS_DATA_DIR: folder })),
  );
  expect([await one?.isUp(), await two?.isUp()]).toEqual([true, true]);
  const database = new Database(empty.url, 1);
  expect(await database.prisma.user.count({ where: { isSuperuser: true } })).toBe(1);
  expect(await database.prisma.nodegroup.count()).toBe(1);
  await database.close();
  await Promise.all([one?.end('SIGTERM'), two?.end('SIGTERM')]);
});
