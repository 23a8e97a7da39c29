import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { Database } from '../../src/db/database.js';
import { buildApp } from '../../src/server/app.js';
import { readSettings } from '../../src/settings.js';
import { reportImages } from '../support/factories/images.js';
import { makeNode } from '../support/factories/nodes.js';
import { startRegion, useRegion } from '../support/region.js';

const region = useRegion();

/** The samples of a scrape by name and labels, as they are written. */
function samplesOf(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

async function scrape(of = region): Promise<Map<string, number>> {
  return samplesOf((await of.get(null, '/MAAS/metrics')).ok().text);
}

const latency = (method: string, operation: string, status: number) =>
  `maas_request_duration_seconds_count{method="${method}",operation="${operation}",status="${status}"}`;

test('metrics at both prefixes are Prometheus text with HELP and TYPE for each metric', async () => {
  const replies = [await region.get(null, '/MAAS/metrics'), await region.get(null, '/metrics')];
  for (const { status, type, text } of replies) {
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const names = [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect([...text.matchAll(/^# HELP (\S+) \S/gm)].map(([, name]) => name)).toEqual(names);
    expect(names).toEqual(expect.arrayContaining(['nodejs_eventloop_lag_seconds', 'process_cpu_seconds_total']));
  }
});

describe('metrics of requests', () => {
  test('count requests by operation and status', async () => {
    const before = await scrape();
    await region.get('user', 'nodes/', { op: 'list' });
    await region.get('user', 'nodes/', { op: 'list' });
    await region.get('user', 'zones/unknown/');
    await region.post('user', 'zones/');
    await region.get(null, '/MAAS/nowhere/');
    const after = await scrape();
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0);
    expect(grown(latency('GET', 'NodesHandler.list', 200))).toBe(2);
    expect(grown(latency('GET', 'ZoneHandler.GET', 404))).toBe(1);
    expect(grown(latency('POST', 'ZonesHandler.POST', 403))).toBe(1);
    expect(grown(latency('GET', 'none', 404))).toBe(1);
  });

  test('measure the duration in seconds', async () => {
    const start = performance.now();
    const before = await scrape();
    await region.get('user', 'zones/');
    const elapsed = (performance.now() - start) / 1_000;
    const sum = latency('GET', 'ZonesHandler.GET', 200).replace('_count', '_sum');
    const spent = ((await scrape()).get(sum) ?? 0) - (before.get(sum) ?? 0);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThan(elapsed);
  });

  test('count the statements of an operation', async () => {
    const before = await scrape();
    await region.get('user', 'tags/', { op: 'list' });
    const caused = region.queries();
    const sum = 'maas_request_queries_sum{operation="TagsHandler.list"}';
    expect(caused).toBeGreaterThan(0);
    expect(((await scrape()).get(sum) ?? 0) - (before.get(sum) ?? 0)).toBe(caused);
  });

  test('have no label that a client can choose', async () => {
    await region.get('user', 'zones/canary-in-a-path/');
    await region.get('user', 'nodes/', { op: 'canary-in-an-op' });
    await region.get(null, '/MAAS/canary-nowhere/');
    expect([...(await scrape()).keys()].filter((name) => name.includes('canary'))).toEqual([]);
  });
});

test('metrics of the pool, the jobs and the power actions have their current values', async () => {
  await using other = await startRegion();
  await reportImages(other);
  const node = await makeNode(other, 'declared', { power_type: 'ether_wake' });
  const mac = node.macaddress_set[0]?.mac_address ?? '';
  (
    await other.put('admin', `nodes/${node.system_id}/`, {
      power_type: 'ether_wake',
      power_parameters_mac_address: mac,
    })
  ).ok();
  (await other.post('admin', 'nodes/', { op: 'accept', nodes: node.system_id })).ok();
  const samples = await scrape(other);
  expect(samples.get('maas_database_up')).toBe(1);
  expect(samples.get('maas_power_actions{type="ether_wake",change="on",outcome="queued"}')).toBe(1);
  expect(samples.get('maas_jobs{task="power",state="queued"}')).toBe(1);
  expect(samples.get('maas_pool_connections{state="total"}')).toBe(other.database.pool.totalCount);
  expect(samples.get('maas_pool_connections{state="waiting"}')).toBe(0);
});

test('metrics without a reachable database have only the values of the process', async () => {
  const database = new Database('postgresql://nobody@127.0.0.1:1/none');
  const app = await buildApp({ settings: readSettings({}), database, log: pino({ level: 'silent' }) });
  try {
    const { statusCode, body } = await app.inject({ url: '/MAAS/metrics' });
    const samples = samplesOf(body);
    expect([statusCode, samples.get('maas_database_up')]).toEqual([200, 0]);
    expect([...samples.keys()].filter((name) => name.startsWith('maas_jobs'))).toEqual([]);
    expect(samples.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  } finally {
    await app.close();
    await database.close();
  }
});
