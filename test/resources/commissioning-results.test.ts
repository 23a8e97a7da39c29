import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Fields } from '../support/body.js';
import { makeNode } from '../support/factories/nodes.js';
import { nodeKey, signal } from '../support/nodes.js';
import { type As, useRegion } from '../support/region.js';
import { Node } from '../support/shapes.js';

const PATH = 'commissioning-results/';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/;
const Result = z.strictObject({
  name: z.string(),
  script_result: z.int(),
  updated: z.string().regex(TIME),
  created: z.string().regex(TIME),
  node: Node,
  data: z.string(),
  resource_uri: z.literal(`/MAAS/api/1.0/${PATH}`),
});

const region = useRegion();

const list = async (as: As, query: Fields = {}) =>
  (await region.get(as, PATH, { op: 'list', ...query })).as(z.array(Result));

async function commissioningNode(): Promise<Node> {
  const node = await makeNode(region, 'commissioning');
  return node;
}

/** Has a node say that a script has put these out. */
async function report(systemId: string, outputs: Readonly<Record<string, Buffer | string>>, exitCode = 0) {
  await signal(region, await nodeKey(region, systemId), 'WORKING', outputs, exitCode);
}

test('a result shows its exit code, its bytes, and the whole node', async () => {
  const node = await commissioningNode();
  const data = Buffer.from([0, 255, 10]);
  await report(node.system_id, { 'a.out': data }, 3);
  const [result, ...others] = await list('user', { system_id: node.system_id });
  expect(others).toEqual([]);
  expect(result).toMatchObject({ name: 'a.out', script_result: 3, node: { system_id: node.system_id } });
  expect(Buffer.from(result?.data ?? '', 'base64').equals(data)).toBe(true);
});

test('a result that is sent again takes the place of the earlier one', async () => {
  const { system_id } = await commissioningNode();
  await report(system_id, { 'a.out': 'first' }, 1);
  await report(system_id, { 'a.out': 'second' });
  const [result, ...others] = await list('admin', { system_id });
  expect(others).toEqual([]);
  expect([result?.script_result, Buffer.from(result?.data ?? '', 'base64').toString()]).toEqual([0, 'second']);
});

test('results are filtered by nodes and names, each of several, both together', async () => {
  const nodes = [await commissioningNode(), await commissioningNode(), await commissioningNode()];
  const [a = '', b = '', c = ''] = nodes.map(({ system_id }) => system_id);
  for (const id of [a, b, c]) await report(id, { 'x.out': 'x', 'y.out': 'y', 'z.out': 'z' });
  const found = async (query: Fields) => {
    const results = await list('user', query);
    return results.map(({ name, node }) => [node.system_id, name]);
  };
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

test('results of a node that another user has are not shown', async () => {
  const { system_id } = await makeNode(region, 'allocated');
  await region.database.pool.query(
    `INSERT INTO commissioning_results (node_id, name, script_result, data)
     SELECT id, 'a.out', 0, '' FROM nodes WHERE system_id = $1`,
    [system_id],
  );
  const seen = async (as: As) => (await list(as, { system_id, name: 'a.out' })).length;
  expect([await seen('user'), await seen('admin'), await seen('user2')]).toEqual([1, 1, 0]);
});

test('many results are few statements: a page holds as much as a few megabytes', async () => {
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

test('outputs of several megabytes come page by page, and whole', async () => {
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

test('the operation must be named, and needs credentials', async () => {
  expect((await region.get('user', PATH)).status).toBe(400);
  expect((await region.get(null, PATH, { op: 'list' })).status).toBe(401);
});
