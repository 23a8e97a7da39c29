import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { LiveClient } from '../../support/live.js';
import { nodePath } from '../../support/nodes.js';
import { Person } from '../../support/person.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
let admin: Person;
let user: Person;
beforeAll(async () => {
  admin = await Person.signedIn(region, 'admin');
  user = await Person.signedIn(region, 'user');
});

const ofNode = (system_id: string) => (event: string, data: unknown) =>
  event === 'change' && JSON.stringify(data).includes(system_id);

test('a change of another client is told within two seconds', async () => {
  using live = await LiveClient.open(region, admin);
  expect([live.status, live.response.headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8']);
  const began = performance.now();
  const { system_id } = await makeNode(region, 'ready');
  await live.until(ofNode(system_id));
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('a user is told of own nodes, of those without an owner, and of nodes that others take, but of no others', async () => {
  const { system_id: free, hostname } = await makeNode(region, 'ready');
  const { system_id: others } = await makeNode(region, 'allocated', { owner: 'user2' });
  using live = await LiveClient.open(region, user);
  // The changes from before the stream have been told when this one is.
  await region.post('admin', 'tags/', { op: 'new', name: 'barrier' });
  await live.until((_, data) => JSON.stringify(data).includes('tags'));
  live.messages.length = 0;
  await region.call('admin', 'PUT', nodePath({ system_id: others }), { form: { cpu_count: 3 } });
  await region.call('admin', 'PUT', nodePath({ system_id: free }), { form: { cpu_count: 3 } });
  await live.until(ofNode(free));
  expect(JSON.stringify(live.changes())).not.toContain(others);
  const told = () => live.changes().filter((data) => JSON.stringify(data).includes(free)).length;
  const before = told();
  (await region.post('user2', 'nodes/', { op: 'acquire', name: hostname })).ok();
  await region.post('admin', 'tags/', { op: 'new', name: 'sentinel' });
  await live.until((_, data) => JSON.stringify(data).includes('tags'));
  expect(told()).toBeGreaterThan(before);
});

test.each([
  ['tags', 'POST', 'tags/', { op: 'new', name: 'live-tag' }],
  ['zones', 'POST', 'zones/', { name: 'live-zone' }],
  ['networks', 'POST', 'networks/', { name: 'live-network', ip: '10.77.0.0', netmask: '255.255.0.0' }],
  ['settings', 'POST', 'maas/', { op: 'set_config', name: 'maas_name', value: 'live' }],
  ['users', 'POST', 'users/', { username: 'live', email: 'live@example.com', password: 'live', is_superuser: '0' }],
  ['scripts', 'POST', 'commissioning-scripts/', { name: 'live', content: { filename: 'live', data: '#!/bin/sh' } }],
  ['webhooks', 'POST', 'webhooks/', { url: 'https://example.com/live' }],
  ['files', 'POST', 'files/', { op: 'add', filename: 'live', file: { filename: 'live', data: 'x' } }],
  ['clusters', 'PUT', 'nodegroups/c0ffee00-0000-4000-8000-000000000001/', { cluster_name: 'live' }],
] as const)('an administrator is told of %s', async (topic, method, path, form) => {
  using live = await LiveClient.open(region, admin);
  (await region.call('admin', method, path, { form })).ok();
  await live.until((event, data) => event === 'change' && Object.keys(Object(data)).includes(topic));
});

test('a change of clusters whose uuids are long in JSON is told as a change of any cluster', async () => {
  using live = await LiveClient.open(region, admin);
  await region.database.pool.query(
    "SELECT tell('clusters', (SELECT jsonb_agg(repeat(chr(1), 36)) FROM generate_series(1, 100)))",
  );
  await live.until((_, data) => JSON.stringify(data).includes('"clusters":true'));
});

test('a user is not told of settings, and of users only of the own account', async () => {
  using live = await LiveClient.open(region, user);
  await region.post('admin', 'maas/', { op: 'set_config', name: 'maas_name', value: 'silent' });
  await region.call('admin', 'PUT', 'users/user2/', { form: { email: 'other2@example.com' } });
  await region.call('admin', 'PUT', 'users/user/', { form: { email: 'other@example.com' } });
  await live.until((_, data) => JSON.stringify(data).includes('users'));
  expect(live.changes()).toEqual([{ users: true }]);
});

test('many changes are at most four messages a second', async () => {
  using live = await LiveClient.open(region, admin);
  const end = performance.now() + 2_000;
  for (let name = 0; performance.now() < end; name += 1) {
    await region.post('admin', 'tags/', { op: 'new', name: `burst-${name}` });
  }
  await live.until((_, data) => JSON.stringify(data).includes('tags'));
  const times = live.messages.map(({ at }) => at);
  const inSecond = times.map((at) => times.filter((other) => other >= at && other < at + 950).length);
  expect(Math.max(...inSecond)).toBeLessThanOrEqual(4);
});

test('the stream ends with the session, with the rights, and tells why', async () => {
  const leaving = await Person.signedIn(region, 'user2');
  using live = await LiveClient.open(region, leaving);
  await leaving.send('DELETE', '');
  await live.until((event) => event === 'end');
  const promoted = await Person.signedIn(region, 'user2');
  using second = await LiveClient.open(region, promoted);
  await region.call('admin', 'PUT', 'users/user2/', { form: { is_superuser: '1' } });
  await second.until((event) => event === 'end');
  await region.call('admin', 'PUT', 'users/user2/', { form: { is_superuser: '0' } });
});

test('a stream without a session is 401, and the ninth of a session 429', async () => {
  using refused = await LiveClient.open(region, { cookie: '' });
  expect(refused.status).toBe(401);
  const person = await Person.signedIn(region, 'user2');
  const streams = [];
  for (let count = 0; count < 9; count += 1) streams.push(await LiveClient.open(region, person));
  expect(streams.map(({ status }) => status)).toEqual([...Array(8).fill(200), 429]);
  expect(streams[8]?.response.headers['retry-after']).toBe('20');
  for (const stream of streams) stream[Symbol.dispose]();
});

test('without a stream, transactions notify nobody', async () => {
  const { rows } = await region.database.pool.query('SELECT is_live() AS live, pg_try_advisory_lock(1) AS other');
  expect(rows[0].other).toBe(true);
  const fresh = await region.database.pool.query(
    "SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory' AND objid = 5240040",
  );
  expect(rows[0].live).toBe(fresh.rows[0].locks > 0);
});

test('two hundred idle streams cost less than five hundredths of a core', async () => {
  const streams = [];
  for (let count = 0; count < 25; count += 1) {
    const person = await Person.signedIn(region, 'user');
    for (let n = 0; n < 8; n += 1) streams.push(await LiveClient.open(region, person));
  }
  expect(streams.every(({ status }) => status === 200)).toBe(true);
  await pause(500);
  const before = process.cpuUsage();
  const ms = 5_000;
  await pause(ms);
  const { user: own, system } = process.cpuUsage(before);
  for (const stream of streams) stream[Symbol.dispose]();
  expect((own + system) / 1_000 / ms).toBeLessThan(0.05);
}, 120_000);
