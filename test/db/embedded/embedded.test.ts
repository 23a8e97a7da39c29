import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type EmbeddedDatabase,
  type EmbeddedOptions,
  startEmbeddedDatabase,
} from '../../../src/db/embedded/embedded-database.js';
import { eventually } from '../../support/eventually.js';
import { isRunning } from '../../support/processes.js';

/** One data folder for the tests that do not need a new one: to make one takes PostgreSQL seconds. */
let shared: string;
const folders: string[] = [];
const running: EmbeddedDatabase[] = [];

beforeAll(() => {
  shared = newFolder();
});

afterEach(async () => {
  for (const server of running.splice(0)) await server.stop();
});

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'maas-embedded-'));
  folders.push(folder);
  return folder;
}

async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedDatabase> {
  const server = await startEmbeddedDatabase({ dir: shared, durable: false, maxConnections: 20, ...options });
  running.push(server);
  return server;
}

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query({ text, rowMode: 'array' });
    return rows.flat();
  } finally {
    await client.end();
  }
}

const pidFile = () => path.join(shared, 'postmaster.pid');
const postmasterPid = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);

test('startEmbeddedDatabase after a stop has the data from before the stop', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS value');
  await first.stop();
  const second = await start();
  expect(await ask(second.url, 'SELECT value FROM kept')).toEqual([42]);
});

test('stop ends the server process and removes its pid file', async () => {
  const server = await start();
  const pid = postmasterPid();
  expect(isRunning(pid)).toBe(true);
  await server.stop();
  expect(isRunning(pid)).toBe(false);
  expect(existsSync(pidFile())).toBe(false);
});

test('stop by one of two users keeps the server running until the other user stops', async () => {
  const first = await start();
  const second = await start();
  const pid = postmasterPid();
  expect(new URL(second.url).port).toBe(new URL(first.url).port);
  await first.stop();
  expect(await ask(second.url, 'SELECT 1')).toEqual([1]);
  await second.stop();
  expect(isRunning(pid)).toBe(false);
});

test('two concurrent starts on an empty folder share one server', async () => {
  const dir = newFolder();
  const [first, second] = await Promise.all([start({ dir }), start({ dir })]);
  expect(second.url).toBe(first.url);
  expect(await ask(first.url, 'SELECT 1')).toEqual([1]);
});

test('a start during the stop of the last user gets a running server', async () => {
  const first = await start();
  const [, second] = await Promise.all([first.stop(), start()]);
  expect(await ask(second.url, 'SELECT 1')).toEqual([1]);
});

test('a second exclusive start is refused, and the first server keeps running', async () => {
  const first = await start({ exclusive: true });
  await expect(start({ exclusive: true })).rejects.toThrow(/in use: maas-region process \d+/);
  expect(await ask(first.url, 'SELECT 1')).toEqual([1]);
});

test('a server that is killed restarts at the same URL with the committed data', async () => {
  const server = await start({ durable: true });
  await ask(server.url, 'CREATE TABLE committed AS SELECT 42 AS value');
  process.kill(postmasterPid(), 'SIGKILL');
  const read = () => ask(server.url, 'SELECT value FROM committed').catch(String);
  await eventually(async () => expect(await read()).toEqual([42]));
});

test('a start with a pid file that names a process of another program succeeds', async () => {
  await (await start()).stop();
  writeFileSync(pidFile(), `${process.pid}\n${shared}\n1\n5432\n\n127.0.0.1\n  1 1\nready   \n`);
  const server = await start();
  expect(await ask(server.url, 'SELECT 1')).toEqual([1]);
  expect(isRunning(process.pid)).toBe(true);
});

test('the URL has a random password, and any other password is refused', async () => {
  const { url } = await start();
  expect(new URL(url).password).toMatch(/^[\w-]{32}$/);
  const wrong = new URL(url);
  wrong.password = 'password';
  await expect(ask(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
});

test('a start in a folder with other files is refused and leaves the folder unchanged', async () => {
  const dir = newFolder();
  const precious = path.join(dir, 'thesis.txt');
  writeFileSync(precious, 'mine');
  await expect(start({ dir })).rejects.toThrow(/holds other files/);
  expect(readFileSync(precious, 'utf8')).toBe('mine');
});

test('a start with data of another PostgreSQL version is refused and names that version', async () => {
  const dir = newFolder();
  writeFileSync(path.join(dir, 'PG_VERSION'), '17\n');
  await expect(start({ dir })).rejects.toThrow(/made by PostgreSQL 17.*backup/);
});
