import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { purgeEvents } from '../../src/events/purge.js';
import { recordEvent } from '../../src/events/record.js';
import { makeNode } from '../support/factories/nodes.js';
import { type As, useRegion } from '../support/region.js';
import type { Node } from '../support/shapes.js';

const Event = z.strictObject({
  node: z.string().nullable(),
  hostname: z.string().nullable(),
  id: z.int(),
  level: z.string(),
  created: z.string().regex(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2}\. \d{4} \d\d:\d\d:\d\d$/),
  type: z.string(),
  description: z.string(),
  username: z.string().nullable(),
  details: z.unknown(),
});
const Answer = z.strictObject({
  count: z.int(),
  events: z.array(Event),
  next_uri: z.string(),
  prev_uri: z.string().nullable(),
});

const region = useRegion();
let free: Node;
let owned: Node;
beforeAll(async () => {
  free = await makeNode(region);
  owned = await makeNode(region, 'allocated', { owner: 'user2', architecture: 'i386/generic' });
  for (const [level, systemId] of [
    ['DEBUG', free.system_id],
    ['INFO', free.system_id],
    ['ERROR', free.system_id],
    ['WARNING', owned.system_id],
    ['CRITICAL', undefined],
  ] as const) {
    const about = systemId === undefined ? {} : { systemId };
    await recordEvent(region.database, {
      level,
      type: 'Test',
      description: `of ${level}`,
      username: 'admin',
      ...about,
    });
  }
});

type Query = Readonly<Record<string, string | readonly string[]>>;

const query = async (as: As, given: Query = {}) =>
  (await region.get(as, 'events/', { op: 'query', ...given })).as(Answer);

/** The levels of the events, which tell them apart. */
const levels = async (as: As, given: Query = {}) => (await query(as, given)).events.map(({ level }) => level);

test('administrators see all events from level INFO on, newest first', async () => {
  expect(await levels('admin')).toEqual(['CRITICAL', 'WARNING', 'ERROR', 'INFO']);
});

test('users see those of nodes in their lists', async () => {
  expect(await levels('user')).toEqual(['ERROR', 'INFO']);
  expect(await levels('user2')).toEqual(['WARNING', 'ERROR', 'INFO']);
});

test('an event names its node and who brought it about', async () => {
  const { events, count } = await query('admin', { id: free.system_id, level: 'ERROR' });
  expect(count).toBe(1);
  expect(events).toMatchObject([
    { node: free.system_id, hostname: free.hostname, type: 'Test', description: 'of ERROR', username: 'admin' },
  ]);
});

test('a level asks for that one and those above', async () => {
  expect(await levels('admin', { level: 'DEBUG' })).toHaveLength(5);
  expect(await levels('admin', { level: 'ERROR' })).toEqual(['CRITICAL', 'ERROR']);
});

test('events are those of certain nodes, by id, hostname, MAC address, zone and agent name', async () => {
  const mac = owned.macaddress_set[0]?.mac_address ?? '';
  expect(await levels('admin', { id: [owned.system_id, free.system_id] })).toEqual(['WARNING', 'ERROR', 'INFO']);
  expect(await levels('admin', { hostname: owned.hostname })).toEqual(['WARNING']);
  expect(await levels('admin', { mac_address: mac.toUpperCase() })).toEqual(['WARNING']);
  expect(await levels('admin', { zone: 'default' })).toEqual(['WARNING', 'ERROR', 'INFO']);
  expect(await levels('admin', { agent_name: 'nobody' })).toEqual([]);
  expect(await levels('admin', { id: 'node-none' })).toEqual([]);
});

test('pages lead to older events and back to newer ones', async () => {
  const follow = async (uri: string | null) => (await region.call('admin', 'GET', uri ?? '')).as(Answer);
  const first = await query('admin', { limit: '2', level: 'INFO' });
  expect(first.events.map(({ level }) => level)).toEqual(['CRITICAL', 'WARNING']);
  const second = await follow(first.prev_uri);
  expect(second.events.map(({ level }) => level)).toEqual(['ERROR', 'INFO']);
  const third = await follow(second.prev_uri);
  expect(third).toMatchObject({ count: 0, prev_uri: null });
  const back = await follow(second.next_uri);
  expect(back.events).toEqual(first.events);
  const newest = await follow(back.next_uri);
  expect(newest.count).toBe(0);
  await recordEvent(region.database, { level: 'INFO', type: 'Test', description: 'later' });
  expect((await follow(newest.next_uri)).events.map(({ description }) => description)).toEqual(['later']);
  await region.database.pool.query("DELETE FROM events WHERE description = 'later'");
});

test.each([
  ['limit', '0'],
  ['limit', '1001'],
  ['limit', 'many'],
  ['level', 'LOUD'],
  ['after', '-1'],
  ['before', 'x'],
  ['mac_address', 'junk'],
])('%s=%s is refused under its name', async (name, value) => {
  const reply = await region.get('admin', 'events/', { op: 'query', [name]: value });
  expect(reply.status).toBe(400);
  expect(Object.keys(z.looseObject({}).parse(reply.json))).toEqual([name]);
});

test('before and after together are refused', async () => {
  expect((await region.get('admin', 'events/', { op: 'query', before: '3', after: '1' })).status).toBe(400);
});

test('without credentials there are no events', async () => {
  expect((await region.get(null, 'events/', { op: 'query' })).status).toBe(401);
});

test('a list takes as many statements whatever its length', async () => {
  await query('admin', { limit: '1' });
  const one = region.queries();
  await query('admin', { level: 'DEBUG' });
  expect(region.queries()).toBe(one);
});

test('events outlive their node, for administrators', async () => {
  const { system_id } = await makeNode(region);
  await recordEvent(region.database, { level: 'INFO', type: 'Test', description: 'gone', systemId: system_id });
  (await region.delete('admin', `nodes/${system_id}/`)).ok();
  expect((await query('admin', { id: system_id })).events).toMatchObject([{ node: system_id, hostname: null }]);
  expect((await query('user', { id: system_id })).events).toEqual([]);
});

test('after ninety days events and ended power actions are forgotten, and nothing else', async () => {
  const { pool } = region.database;
  await pool.query(`INSERT INTO power_actions (system_id, power_type, change, state, ended) VALUES
    ('old', 'ipmi', 'on', 'done', now() - interval '91 days'), ('new', 'ipmi', 'on', 'failed', now()),
    ('waiting', 'ipmi', 'on', 'queued', NULL)`);
  const before = await levels('admin', { level: 'DEBUG', limit: '1000' });
  await pool.query("UPDATE events SET created = now() - interval '91 days' WHERE level = 40");
  await purgeEvents(region.database);
  const left = await levels('admin', { level: 'DEBUG', limit: '1000' });
  expect(left).toEqual(before.filter((level) => level !== 'ERROR'));
  const { rows } = await pool.query('SELECT system_id FROM power_actions ORDER BY system_id');
  expect(rows).toEqual([{ system_id: 'new' }, { system_id: 'waiting' }]);
});
