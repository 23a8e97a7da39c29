import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeResult } from '../../support/factories/results.js';
import { nodeKey, signal, type WithSystemId } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const PATH = 'commissioning-results/';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/;
const Result = z.strictObject({
  name: z.string(),
  script_result: z.int(),
  updated: z.string().regex(TIME),
  created: z.string().regex(TIME),
  node: Node,
  data: z.base64(),
  resource_uri: z.literal(`/MAAS/api/1.0/${PATH}`),
});

const region = useRegion();
const list = async (as: As, query: Form = {}) =>
  (await region.get(as, PATH, { op: 'list', ...query })).as(z.array(Result));

/** Has a node report the outputs of a script. */
async function report({ system_id }: WithSystemId, outputs: Readonly<Record<string, Buffer | string>>, exitCode = 0) {
  await signal(region, await nodeKey(region, system_id), 'WORKING', outputs, exitCode);
}

test('list has the exit code, the bytes and the whole node of a result', async () => {
  const node = await makeNode(region, 'commissioning');
  const data = Buffer.from([0, 255, 10]);
  await report(node, { 'a.out': data }, 3);
  expect(await list('user', { system_id: node.system_id })).toEqual([
    expect.objectContaining({ name: 'a.out', script_result: 3, node, data: data.toString('base64') }),
  ]);
});

test('list after a result was sent again has the new one only', async () => {
  const node = await makeNode(region, 'commissioning');
  await report(node, { 'a.out': 'first' }, 1);
  await report(node, { 'a.out': 'second' });
  const results = await list('admin', { system_id: node.system_id });
  expect(results.map(({ script_result, data }) => [script_result, Buffer.from(data, 'base64').toString()])).toEqual([
    [0, 'second'],
  ]);
});

test('list by nodes and names has the results of any of these nodes with any of these names', async () => {
  const nodes = [];
  for (const _ of 'abc') nodes.push(await makeNode(region, 'commissioning'));
  for (const node of nodes) await report(node, { 'x.out': 'x', 'y.out': 'y', 'z.out': 'z' });
  const [a = '', b = '', c = ''] = nodes.map(({ system_id }) => system_id);
  const found = async (query: Form) => (await list('user', query)).map(({ name, node }) => [node.system_id, name]);
  expect(await found({ system_id: [a, b], name: ['x.out', 'y.out'] })).toEqual([
    [a, 'x.out'],
    [a, 'y.out'],
    [b, 'x.out'],
    [b, 'y.out'],
  ]);
  expect(await found({ system_id: c })).toHaveLength(3);
  expect(await found({ name: 'z.out', system_id: [a, 'unknown'] })).toEqual([[a, 'z.out']]);
  expect(await found({ name: 'unknown' })).toEqual([]);
  expect(await found({ system_id: 'unknown' })).toEqual([]);
});

test('list hides results of a node of another user, but not from administrators', async () => {
  const { system_id } = await makeNode(region, 'allocated', { owner: 'user' });
  await makeResult(region.database, system_id, 'a.out', '');
  const seen = async (as: As) => (await list(as, { system_id, name: 'a.out' })).length;
  expect([await seen('user'), await seen('admin'), await seen('user2')]).toEqual([1, 1, 0]);
});

test('list of 400 results needs as many statements as of two', async () => {
  const { system_id } = await makeNode(region, 'ready');
  const make = (from: number, to: number) =>
    region.database.pool.query(
      `INSERT INTO commissioning_results (node_id, name, script_result, data)
       SELECT n.id, 'many-' || i, 0, 'x' FROM nodes n, generate_series($2::int, $3::int) i WHERE n.system_id = $1`,
      [system_id, from, to],
    );
  const queries = async () => {
    const { length } = await list('admin', { system_id });
    return { length, queries: region.queries() };
  };
  await make(1, 2);
  const few = await queries();
  await make(3, 400);
  const many = await queries();
  expect(many.length - few.length).toBe(398);
  expect(many.queries).toBe(few.queries);
});

test('list of several megabytes comes page by page, and whole', async () => {
  const { system_id } = await makeNode(region, 'ready');
  await region.database.pool.query(
    `INSERT INTO commissioning_results (node_id, name, script_result, data)
     SELECT n.id, 'large-' || i, i, convert_to(repeat(i::text, 1048576), 'UTF8')
     FROM nodes n, generate_series(1, 9) i WHERE n.system_id = $1`,
    [system_id],
  );
  const names = Array.from({ length: 9 }, (_, index) => `large-${index + 1}`);
  const results = await list('admin', { system_id, name: names });
  expect(results.map(({ script_result }) => script_result)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const wrong = results.filter(({ data, script_result }) => {
    return Buffer.from(data, 'base64').toString() !== String(script_result).repeat(1_048_576);
  });
  expect(wrong).toEqual([]);
});

test('list without credentials is 401', async () => {
  expect((await region.get(null, PATH, { op: 'list' })).status).toBe(401);
});
