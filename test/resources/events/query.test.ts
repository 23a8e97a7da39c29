import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { recordEvent } from '../../../src/events/record.js';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { macOf, nodePath } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

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
/** An event of each level. */
beforeAll(async () => {
  free = await makeNode(region);
  owned = await makeNode(region, 'allocated', { owner: 'user2', architecture: 'i386/generic' });
  await recordEvents('DEBUG', 'INFO', 'ERROR');
  await record('WARNING', owned);
  await record('CRITICAL');
});

type Level = Parameters<typeof recordEvent>[1]['level'];
const record = (level: Level, node?: Node) =>
  recordEvent(region.database, {
    level,
    type: 'Test',
    description: `of ${level}`,
    username: 'admin',
    ...(node && { systemId: node.system_id }),
  });
async function recordEvents(...levels: readonly Level[]): Promise<void> {
  for (const level of levels) await record(level, free);
}

const query = async (as: As, form: Form = {}) => (await region.get(as, 'events/', { op: 'query', ...form })).as(Answer);

/** The levels of the events, which tell them apart. */
const levels = async (as: As, form: Form = {}) => (await query(as, form)).events.map(({ level }) => level);

test('query by an administrator has all events from level INFO on, newest first', async () => {
  expect(await levels('admin')).toEqual(['CRITICAL', 'WARNING', 'ERROR', 'INFO']);
});

test('query by a user has the events of nodes that the user may see', async () => {
  expect(await levels('user')).toEqual(['ERROR', 'INFO']);
  expect(await levels('user2')).toEqual(['WARNING', 'ERROR', 'INFO']);
});

test('query names the node of an event and the user who caused it', async () => {
  const { events, count } = await query('admin', { id: free.system_id, level: 'ERROR' });
  expect(count).toBe(1);
  expect(events).toMatchObject([
    { node: free.system_id, hostname: free.hostname, type: 'Test', description: 'of ERROR', username: 'admin' },
  ]);
});

test('query by a level has events of that level and above', async () => {
  expect(await levels('admin', { level: 'DEBUG' })).toHaveLength(5);
  expect(await levels('admin', { level: 'ERROR' })).toEqual(['CRITICAL', 'ERROR']);
});

test.each<[string, () => Form, readonly string[]]>([
  ['ids', () => ({ id: [owned.system_id, free.system_id] }), ['WARNING', 'ERROR', 'INFO']],
  ['a hostname', () => ({ hostname: owned.hostname }), ['WARNING']],
  ['a MAC address', () => ({ mac_address: macOf(owned).toUpperCase() }), ['WARNING']],
  ['a zone', () => ({ zone: 'default' }), ['WARNING', 'ERROR', 'INFO']],
  ['an unknown agent name', () => ({ agent_name: 'nobody' }), []],
  ['an unknown id', () => ({ id: 'node-none' }), []],
])('query by %s has the events of these nodes', async (_what, form, expected) => {
  expect(await levels('admin', form())).toEqual(expected);
});

test('query with a limit has links to older events and back to newer ones', async () => {
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
  await region.database.prisma.event.deleteMany({ where: { description: 'later' } });
});

test.each([
  ['limit', '0'],
  ['limit', '1001'],
  ['limit', 'many'],
  ['level', 'LOUD'],
  ['after', '-1'],
  ['before', 'x'],
  ['mac_address', 'junk'],
])('query with %s=%s is refused under its name', async (name, value) => {
  expect((await region.get('admin', 'events/', { op: 'query', [name]: value })).wrongFields).toEqual([name]);
});

test('query with before and after is 400', async () => {
  expect((await region.get('admin', 'events/', { op: 'query', before: '3', after: '1' })).status).toBe(400);
});

test('query without credentials is 401', async () => {
  expect((await region.get(null, 'events/', { op: 'query' })).status).toBe(401);
});

test('query of many events needs as many statements as of one', async () => {
  await query('admin', { limit: '1' });
  const one = region.queries();
  await query('admin', { level: 'DEBUG' });
  expect(region.queries()).toBe(one);
});

test('query after a node was deleted has its events for administrators only', async () => {
  const { system_id } = await makeNode(region);
  await recordEvent(region.database, { level: 'INFO', type: 'Test', description: 'gone', systemId: system_id });
  (await region.delete('admin', nodePath({ system_id }))).ok();
  expect((await query('admin', { id: system_id })).events).toMatchObject([{ node: system_id, hostname: null }]);
  expect((await query('user', { id: system_id })).events).toEqual([]);
});
