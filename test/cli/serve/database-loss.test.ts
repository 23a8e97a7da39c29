import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.js';
import { type FileDatabase, useDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { LossyProxy } from '../../support/lossy-proxy.js';
import { maas, ROOT, type Server, startServer } from '../server.js';

/** The limits that docs/operations.md states, with room for a busy machine. */
const REQUEST_MS = 5_000 + 4_000;
const RETURN_MS = 10_000 + 4_000;
const STOP_MS = 15_000 + 3_000;

const fresh: FileDatabase = useDatabase();
let dataDir: string;
let proxy: LossyProxy;
let server: Server;
let key: string;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  dataDir = await mkdtemp(path.join(tmpdir(), 'maas-loss-'));
  proxy = await LossyProxy.start(fresh.url);
  const env = { DATABASE_URL: proxy.url, MAAS_DATA_DIR: dataDir, LOG_LEVEL: 'silent', WORKERS: '1' };
  server = await startServer(env);
  key = (await maas(env, 'apikey', '--username', 'admin')).trim();
}, 120_000);

afterAll(async () => {
  await server.end('SIGKILL');
  await proxy[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

const api = () => new URL('api/1.0/', server.url);
const read = (): Promise<Reply> => send(api(), key, 'GET', 'nodes/', { query: { op: 'list' } });
const write = (name: string): Promise<Reply> => send(api(), key, 'POST', 'tags/', { form: { op: 'new', name } });
const anonymous = (): Promise<Reply> => send(api(), null, 'GET', 'version/');

/** @returns the result and the time that it took, in milliseconds */
async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now();
  return [await work, performance.now() - began];
}

test('serve while the network swallows bytes to PostgreSQL answers 503 in time, recovers, and stops in time', async () => {
  const warm = await Promise.all([...Array.from({ length: 20 }, read), write('before'), anonymous()]);
  expect(warm.map(({ status }) => status)).toEqual(warm.map(() => 200));

  proxy.swallow();
  for (let round = 0; round < 3; round += 1) {
    const ready = timed(fetch(`${server.url}readyz`));
    const calls = [...Array.from({ length: 20 }, read), ...['a', 'b', 'c'].map(write)];
    for (const [reply, ms] of await Promise.all(calls.map(timed))) {
      expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2']);
      expect(ms).toBeLessThan(REQUEST_MS);
    }
    const [{ status }, ms] = await ready;
    expect(status).toBe(503);
    expect(ms).toBeLessThan(REQUEST_MS);
  }

  proxy.restore();
  let attempt = 0;
  const [, back] = await timed(
    eventually(async () => {
      attempt += 1;
      const replies = await Promise.all([...Array.from({ length: 20 }, read), write(`after${attempt}`)]);
      expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 200));
      expect((await fetch(`${server.url}readyz`)).status).toBe(200);
    }),
  );
  expect(back).toBeLessThan(RETURN_MS);

  proxy.swallow();
  const unfinished = read().catch(() => {});
  const [, stop] = await timed(server.end('SIGTERM'));
  expect(stop).toBeLessThan(STOP_MS);
  await unfinished;
}, 180_000);
