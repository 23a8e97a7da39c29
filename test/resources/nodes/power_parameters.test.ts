import pg from 'pg';
import { expect, test } from 'vitest';
import { recordsOf } from '../../support/audit.js';
import { eventually } from '../../support/eventually.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { makeNode } from '../../support/factories/nodes.js';
import { type As, useRegion } from '../../support/region.js';

const SECRET = 'c4nary';

const region = useRegion();
const powerParameters = (as: As, id?: readonly string[]) =>
  region.get(as, 'nodes/', { op: 'power_parameters', ...(id && { id }) });
const secretNode = () =>
  makeNode(region, 'ready', { power_type: 'ipmi', power_parameters: { power_pass: SECRET, power_address: '::1' } });

test('power_parameters by an administrator answers those of the given nodes, and no cache may keep them', async () => {
  const [a, b, bare] = [await secretNode(), await secretNode(), await makeNode(region)];
  const reply = await powerParameters('admin', [b.system_id, a.system_id, bare.system_id, 'node-unknown']);
  const parameters = { power_pass: SECRET, power_address: '::1' };
  expect(reply.ok().json).toEqual({ [a.system_id]: parameters, [b.system_id]: parameters, [bare.system_id]: {} });
  expect(reply.headers.get('cache-control')).toBe('no-store');
  expect(reply.type).toBe('application/json; charset=utf-8');
});

test('power_parameters without ids answers those of all nodes, in several pages', async () => {
  const systemIds = await makeReadyNodes(region.database, 2_100);
  const all = Object.keys(Object((await powerParameters('admin')).ok().json));
  expect(all).toEqual(expect.arrayContaining(systemIds));
  expect(new Set(all).size).toBe(all.length);
});

test('power_parameters of no known node answers an empty object', async () => {
  expect((await powerParameters('admin', ['node-unknown'])).ok().text).toBe('{}');
});

test('power_parameters is laid out as the answers of other operations', async () => {
  const { system_id } = await secretNode();
  expect((await powerParameters('admin', [system_id])).ok().text).toBe(`{
    "${system_id}": {
        "power_pass": "${SECRET}", 
        "power_address": "::1"
    }
}`);
});

test('power_parameters leaves one record in the audit, and its values neither there nor in events', async () => {
  const { system_id } = await secretNode();
  const records = await recordsOf(region.database, async () => {
    (await powerParameters('admin', [system_id])).ok();
  });
  expect(records).toMatchObject([
    { username: 'admin', operation: 'GET nodes/ op=power_parameters', objects: [system_id], parameters: ['id'] },
  ]);
  const { rows } = await region.database.pool.query<{ text: string }>(
    'SELECT e::text AS text FROM events e UNION ALL SELECT a::text FROM audit_records a',
  );
  expect(rows.filter(({ text }) => text.includes(SECRET))).toEqual([]);
});

test('power_parameters that cannot be recorded are not sent', async () => {
  const { system_id } = await secretNode();
  const { pool } = region.database;
  await pool.query('ALTER TABLE audit_records ADD CONSTRAINT closed CHECK (false) NOT VALID');
  try {
    const reply = await powerParameters('admin', [system_id]);
    expect([reply.status, reply.text.includes(SECRET)]).toEqual([500, false]);
  } finally {
    await pool.query('ALTER TABLE audit_records DROP CONSTRAINT closed');
  }
});

test('power_parameters that the database does not give are refused as unavailable', async () => {
  const lock = new pg.Client(region.database.url);
  await lock.connect();
  await lock.query('BEGIN; LOCK TABLE nodes');
  try {
    const asked = powerParameters('admin');
    await eventually(async () => {
      const { rows } = await lock.query(
        `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      expect(rows).not.toEqual([]);
    });
    const reply = await asked;
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, expect.any(String)]);
  } finally {
    await lock.end();
  }
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 400],
] as const)('power_parameters by %s is %i without the parameters', async (as, status) => {
  const reply = await powerParameters(as, [(await secretNode()).system_id]);
  expect([reply.status, reply.text.includes(SECRET)]).toEqual([status, false]);
});
