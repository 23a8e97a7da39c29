import { mkdtemp, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RegionClient } from '../../../src/cluster/region/client.js';
import { followConfig, KeyRefused } from '../../../src/cluster/region/follow-config.js';
import { useFolder } from '../../support/folder.js';
import { freePort } from '../../support/free-port.js';
import { memoryLog } from '../../support/log.js';
import { makeConfig } from '../dnsmasq/config.js';

const folder = useFolder();
let port: number;
let server: Server | undefined;
let asked: URL[] = [];
let stopping: AbortController;

beforeEach(async () => {
  port = await freePort();
  asked = [];
  stopping = new AbortController();
});
afterEach(() => {
  stopping.abort();
  server?.closeAllConnections();
  server?.close();
});

/** A region that gives these answers one after the other, and then never answers. */
function answer(...answers: readonly (readonly [status: number, body: object | string])[]): Promise<void> {
  const rest = [...answers];
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://region'));
    const [status, body] = rest.shift() ?? [];
    if (status !== undefined) response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return new Promise((resolve) => server?.listen(port, '127.0.0.1', resolve));
}

function follow(at: string, more: { refusedMs?: number } = {}) {
  const { log, lines } = memoryLog();
  const region = new RegionClient(new URL(`http://127.0.0.1:${port}/MAAS`), stopping.signal, () => {});
  const options = { region, uuid: 'u', key: 'a:b:c', folder: at, log, signal: stopping.signal, ...more };
  return { configs: followConfig(options), lines };
}

const versionOf = async (configs: ReturnType<typeof followConfig>) => (await configs.next()).value?.version;

test('each new configuration is yielded and kept, and the next question names its version', async () => {
  await answer([200, makeConfig()], [304, ''], [200, makeConfig({ version: '2' })]);
  const at = await mkdtemp(folder.at('new-'));
  const { configs } = follow(at);
  expect([await versionOf(configs), await versionOf(configs)]).toEqual(['1', '2']);
  expect(asked.map(({ searchParams }) => searchParams.get('version'))).toEqual([null, '1', '1']);
  expect(asked[0]?.pathname).toBe('/MAAS/api/1.0/nodegroups/u/');
  expect(JSON.parse(await readFile(path.join(at, 'config.json'), 'utf8'))).toMatchObject({ version: '2' });
});

test('the kept configuration serves while the region is away, until the region answers', async () => {
  const at = await mkdtemp(folder.at('kept-'));
  await answer([200, makeConfig()]);
  expect(await versionOf(follow(at).configs)).toBe('1');
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  const { configs, lines } = follow(at);
  expect(await versionOf(configs)).toBe('1');
  const next = versionOf(configs);
  await answer([503, 'wait'], [200, '{"broken":'], [200, makeConfig({ version: '2' })]);
  expect(await next).toBe('2');
  expect(lines.map((line) => JSON.parse(line).msg).at(-1)).toBe('the region answers again');
});

test('status 401 is a refused key', async () => {
  await answer([401, 'Authorization Error: Invalid token.']);
  await expect(follow(await mkdtemp(folder.at('refused-'))).configs.next()).rejects.toThrow(KeyRefused);
});

test.each([403, 404])('status %d is a refused key only when it repeats', async (status) => {
  await answer([status, 'nginx'], [200, makeConfig()], [status, 'nginx'], [status, 'nginx']);
  const { configs, lines } = follow(await mkdtemp(folder.at('repeated-')), { refusedMs: 500 });
  expect(await versionOf(configs)).toBe('1');
  expect(lines.join('')).toContain(`with ${status}: nginx; the last configuration stays`);
  await expect(configs.next()).rejects.toThrow(KeyRefused);
});
