import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../support/database.js';
import { eventually } from '../../support/eventually.js';
import { ROOT, type Server, startServer } from '../server.js';

const WORKERS = 2;
const VERSIONS = 'maas_request_duration_seconds_count{method="GET",operation="VersionHandler.GET",status="200"}';
const dataDir = mkdtempSync(path.join(tmpdir(), 'maas-metrics-'));

let fresh: TestDatabase;
let server: Server;
let requested = 0;

beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  fresh = await freshDatabase(1);
  const env = { DATABASE_URL: fresh.url, MAAS_DATA_DIR: dataDir, LOG_LEVEL: 'silent', WORKERS: String(WORKERS) };
  server = await startServer(env);
  await eventually(() => expect(server.output).toContain('The region serves'));
}, 120_000);

afterAll(async () => {
  await server.end('SIGTERM');
  await fresh[Symbol.asyncDispose]();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Requests a path on a connection of its own. The primary gives connections to its workers in turns. */
async function request(below: string): Promise<string> {
  const [response]: IncomingMessage[] = await once(get(`${server.url}${below}`, { agent: false }), 'response');
  expect(response?.statusCode).toBe(200);
  return response ? text(response) : '';
}

async function requestVersions(count: number): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) await request('api/1.0/version/');
  requested += count;
}

async function scrape(): Promise<Map<string, number>> {
  const lines = (await request('metrics')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

/** Scrapes once from each worker. */
async function scrapeAll(): Promise<Map<string, number>[]> {
  const scrapes = [];
  for (let count = 0; count < WORKERS; count += 1) scrapes.push(await scrape());
  return scrapes;
}

async function expectSums(): Promise<void> {
  await eventually(async () => {
    expect((await scrapeAll()).map((samples) => samples.get(VERSIONS))).toEqual([requested, requested]);
  });
}

test('metrics with two workers sum the requests of both, in each scrape', async () => {
  await requestVersions(11);
  await expectSums();
});

test('metrics with two workers aggregate each gauge by its meaning', async () => {
  await fresh.database.pool.query(`SELECT graphile_worker.add_job('nothing', run_at => now() + interval '1 hour')`);
  await eventually(async () => {
    for (const samples of await scrapeAll()) {
      expect(samples.get('maas_database_up')).toBe(1);
      expect(samples.get('maas_jobs{task="nothing",state="queued"}')).toBe(1);
      expect(samples.get('maas_pool_connections{state="total"}')).toBeGreaterThanOrEqual(WORKERS);
      expect(samples.has('process_start_time_seconds')).toBe(false);
    }
  });
});

test('metrics keep the counts of a killed worker, and add those of its replacement', async () => {
  await requestVersions(4);
  await expectSums();
  const [victim = 0, other] = await server.workers();
  process.kill(victim, 'SIGKILL');
  await eventually(async () => expect(await server.workers()).toEqual([other, expect.any(Number)]));
  await requestVersions(6);
  await expectSums();
});
