import { beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { recordEvent } from '../../../src/events/record.js';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { macOf, nodePath } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

const Audit = z.strictObject({
  node: z.string().nullable(),
  hostname: z.string().nullable(),
  id: z.int(),
  level: z.literal('AUDIT'),
  created: z.string().regex(/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2}\. \d{4} \d\d:\d\d:\d\d$/),
  type: z.string(),
  description: z.string(),
  username: z.string().nullable(),
  details: z.strictObject({
    origin: z.enum(['API', 'UI', 'CLI']),
    address: z.string(),
    operation: z.string(),
    objects: z.array(z.string()),
    parameters: z.array(z.string()),
    refused: z.int().nullable(),
  }),
});
const Answer = z.strictObject({
  count: z.int(),
  events: z.array(Audit),
  next_uri: z.string(),
  prev_uri: z.string().nullable(),
});

const region = useRegion();
let first: Node;
let second: Node;
beforeAll(async () => {
  first = await makeNode(region, 'allocated', { owner: 'user' });
  second = await makeNode(region, 'allocated', { owner: 'user' });
});
beforeEach(() => region.database.pool.query('TRUNCATE audit_records'));

const query = async (form: Form = {}, as: As = 'admin') =>
  (await region.get(as, 'events/', { op: 'query', level: 'AUDIT', ...form })).as(Answer);
const describe = async (form: Form = {}) => (await query(form)).events.map(({ description }) => description);
const zone = async (name: string, as: As = 'admin') => region.post(as, 'zones/', { name });

test('query of level AUDIT has who did what, when, from where, on what, with which outcome', async () => {
  (await region.put('user', nodePath(first), { distro_series: 'trusty' })).ok();
  expect((await region.put('user2', nodePath(first), { distro_series: 'precise' })).status).toBe(403);
  const operation = 'PUT nodes/{system_id}/';
  const details = { origin: 'API', address: '127.0.0.1', operation, parameters: ['distro_series'] };
  const { system_id, hostname } = first;
  const of = { node: system_id, hostname, level: 'AUDIT', type: 'Node' };
  expect(await query()).toMatchObject({
    count: 2,
    events: [
      {
        ...of,
        username: 'user2',
        description: `${operation}: ${system_id}. Refused: 403`,
        details: { ...details, objects: [system_id], refused: 403 },
      },
      {
        ...of,
        username: 'user',
        description: `${operation}: ${system_id}`,
        details: { ...details, objects: [system_id], refused: null },
      },
    ],
  });
});

test('query of other levels has no audit records, and that of AUDIT no events', async () => {
  await zone('apart');
  await recordEvent(region.database, { level: 'CRITICAL', type: 'Test', description: 'event' });
  const debug = await region.get('admin', 'events/', { op: 'query', level: 'DEBUG' });
  expect(debug.text).not.toContain('AUDIT');
  expect(debug.text).toContain('event');
  expect(await describe()).toEqual(['POST zones/: apart']);
});

test.each(['user', 'worker'] as const)('query of level AUDIT by a %s is 403', async (as) => {
  expect((await region.get(as, 'events/', { op: 'query', level: 'AUDIT', owner: 'user' })).status).toBe(403);
});

test('query by owner has the records and events of that user', async () => {
  await zone('hers');
  await zone('his', 'admin2');
  expect(await describe({ owner: 'admin2' })).toEqual(['POST zones/: his']);
  await recordEvent(region.database, { level: 'INFO', type: 'Test', description: 'his event', username: 'admin2' });
  const events = await region.get('admin', 'events/', { op: 'query', owner: 'admin2' });
  expect(events.json).toMatchObject({ count: 1, events: [{ description: 'his event' }] });
  expect(await describe({ owner: 'nobody' })).toEqual([]);
});

test('query by attributes of a node has the records of calls on several nodes too', async () => {
  const both = [first.system_id, second.system_id];
  (await region.post('admin', 'nodes/', { op: 'set_zone', nodes: both })).ok();
  await zone('other');
  const expected = [`POST nodes/ op=set_zone: ${both.join(', ')}`];
  for (const node of [first, second]) {
    expect(await describe({ id: node.system_id })).toEqual(expected);
    expect(await describe({ mac_address: macOf(node) })).toEqual(expected);
    expect(await describe({ mac_address: macOf(node), zone: 'default' })).toEqual(expected);
  }
  expect(await describe({ hostname: 'unknown' })).toEqual([]);
});

test('query after a node was deleted still has its records', async () => {
  const { system_id } = await makeNode(region);
  (await region.delete('admin', nodePath({ system_id }))).ok();
  const { events } = await query({ id: system_id });
  expect(events[0]).toMatchObject({
    node: null,
    hostname: null,
    details: { operation: 'DELETE nodes/{system_id}/', objects: [system_id] },
  });
});

test('query with a limit has links to older records and back to newer ones', async () => {
  for (const name of ['one', 'two', 'three']) await zone(name);
  const follow = async (uri: string | null) => (await region.call('admin', 'GET', uri ?? '')).as(Answer);
  const newest = await query({ limit: 2, owner: 'admin' });
  expect(newest.events.map(({ details: { objects } }) => objects)).toEqual([['three'], ['two']]);
  const older = await follow(newest.prev_uri);
  expect(older.events.map(({ details: { objects } }) => objects)).toEqual([['one']]);
  expect((await follow(older.next_uri)).events).toEqual(newest.events);
});

test('query of many records needs as many statements as of one', async () => {
  for (let i = 0; i < 5; i += 1) await zone(`many-${i}`);
  await query({ limit: 1 });
  const one = region.queries();
  await query();
  expect(region.queries()).toBe(one);
});

test('a record on the command line has the type of its command', async () => {
  await region.database.pool.query(
    `INSERT INTO audit_records (origin, username, address, operation, objects, parameters)
     VALUES ('CLI', 'root', 'host', 'apikey --generate', '{bob}', '{}'), ('UI', 'bob', '::1', 'restore', '{}', '{}')`,
  );
  expect((await query()).events.map(({ type }) => type)).toEqual(['Settings', 'Authorisation']);
});
