import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { LSHW_RESULT } from '../../../src/model/hardware/outputs.js';
import { byId, machine, nodesWith } from '../../model/tags/evaluation.js';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeResult } from '../../support/factories/results.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const preview = (form: Form, as: As = 'admin') => region.post(as, 'tags/', { op: 'preview', ...form });
const Preview = z.object({
  count: z.number(),
  system_ids: z.array(z.string()),
  examined: z.number(),
  complete: z.boolean(),
  failures: z.array(z.string()),
  node: z.object({ system_id: z.string(), matches: z.boolean(), why: z.string() }).optional(),
});

let ids: readonly string[];
beforeAll(async () => {
  ids = await nodesWith(region, machine('one'), machine('two'), machine('one'));
});

test('preview answers how many and which nodes match, and changes nothing', async () => {
  const counts = async () =>
    (await region.database.pool.query('SELECT (SELECT count(*) FROM tags), (SELECT count(*) FROM node_tags)')).rows;
  const before = await counts();
  const [first = '', , third = ''] = ids;
  expect((await preview({ definition: byId('one') })).as(Preview)).toEqual({
    count: 2,
    system_ids: [first, third],
    examined: ids.length,
    complete: true,
    failures: [],
  });
  expect(await counts()).toEqual(before);
});

test('preview with a node answers whether and why it matches', async () => {
  const [one = '', two = ''] = ids;
  const answer = async (system_id: string) =>
    (await preview({ definition: `${byId('one')} and //size`, system_id })).as(Preview).node;
  expect(await answer(one)).toMatchObject({ system_id: one, matches: true });
  expect(await answer(two)).toEqual({
    system_id: two,
    matches: false,
    why: 'A condition of "and" is false. “//node” finds 1, but “//node[@id="one"]” finds nothing.',
  });
});

test('preview with a node without details says that there are none', async () => {
  const { system_id } = await makeNode(region, 'ready');
  const { node } = (await preview({ definition: '//node', system_id })).as(Preview);
  expect(node).toMatchObject({ matches: false, why: expect.stringContaining('No output of lshw') });
});

test('preview with a node whose output cannot be read says why', async () => {
  const { system_id } = await makeNode(region, 'ready');
  await makeResult(region.database, system_id, LSHW_RESULT, '<!DOCTYPE list><list/>');
  const { node } = (await preview({ definition: '//node', system_id })).as(Preview);
  expect(node).toMatchObject({ matches: false, why: expect.stringContaining('document type') });
});

test.each([
  ['//node[', 7],
  ['a b', 2],
  ['"µ" = //node[@id="x]', 20],
])('preview with the definition %j is refused at offset %i', async (definition, offset) => {
  const reply = await preview({ definition });
  const problem = expect.stringMatching(new RegExp(`^Invalid tag definition: .* at offset ${offset}$`));
  expect([reply.status, reply.json]).toEqual([400, { definition: [problem] }]);
});

test('preview with an unknown function matches nothing, and says so', async () => {
  const found = (await preview({ definition: 'unknown(//node)' })).as(Preview);
  expect(found).toMatchObject({ count: 0, failures: expect.arrayContaining(['Unregistered function: unknown']) });
});

test.each([
  [{}, 'definition'],
  [{ definition: '//node', system_id: 'node-nowhere' }, 'system_id'],
])('preview with %j is refused under %s', async (form, field) => {
  expect((await preview(form)).wrongFields).toEqual([field]);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('preview by %s is %i', async (as, status) => {
  expect((await preview({ definition: '//node' }, as)).status).toBe(status);
});
