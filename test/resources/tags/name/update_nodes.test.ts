import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import type { CallOptions } from '../../../support/client.js';
import { makeCluster } from '../../../support/factories/clusters.js';
import { makeReadyNodes } from '../../../support/factories/many-nodes.js';
import { makeTag, taggedNodes } from '../../../support/factories/tags.js';
import { alterNode, readNode } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';

const PATH = 'tags/tag/';
const DEFINITION = '//node';

const region = useRegion();
let [first, second] = ['', ''];
beforeAll(async () => {
  [first = '', second = ''] = await makeReadyNodes(region.database, 2);
});
beforeEach(async () => {
  await region.database.prisma.tag.deleteMany();
  await makeTag(region, { name: 'tag', definition: DEFINITION });
});

const update = (as: As, form: Form = {}) => region.post(as, PATH, { op: 'update_nodes', ...form });
const tagged = () => taggedNodes(region, 'tag');

test('update_nodes by an administrator adds and removes nodes, and answers how many were named', async () => {
  const added = await update('admin', { add: [first, first] });
  expect([added.status, added.json]).toEqual([200, { added: 1, removed: 0 }]);
  expect((await readNode(region, first)).tag_names).toEqual(['tag']);
  for (const _ of ['once', 'twice']) {
    expect((await update('admin', { add: second, remove: first })).json).toEqual({ added: 1, removed: 1 });
  }
  expect(await tagged()).toEqual([second]);
});

test('update_nodes with a node in both lists removes it', async () => {
  expect((await update('admin', { add: first, remove: first })).json).toEqual({ added: 1, removed: 1 });
  expect(await tagged()).toEqual([]);
});

test.each<[string, Form]>([
  ['no lists', {}],
  ['unknown nodes', { add: ['node-x', 'node-y'], remove: 'node-z' }],
])('update_nodes with %s changes nothing', async (_what, form) => {
  expect((await update('admin', form)).json).toEqual({ added: 0, removed: 0 });
});

test('update_nodes takes its lists as JSON', async () => {
  const options: CallOptions = { query: { op: 'update_nodes' }, json: { add: [first, second], remove: [] } };
  expect((await region.call('admin', 'POST', PATH, options)).json).toEqual({ added: 2, removed: 0 });
  expect(await tagged()).toEqual([first, second]);
});

test('update_nodes by a worker maps nodes of its own cluster, and skips others', async () => {
  const { uuid } = await makeCluster(region);
  const [foreign = ''] = await makeReadyNodes(region.database, 1);
  await alterNode(region, { system_id: foreign }, { nodegroup: { connect: { uuid } } });
  const nodegroup = region.worker.uuid;
  const form = { add: [first, foreign], nodegroup, definition: DEFINITION };
  expect((await update('worker', form)).json).toEqual({ added: 1, removed: 0 });
  expect(await tagged()).toEqual([first]);
  (await update('admin', { add: foreign, nodegroup })).ok();
  expect((await update('worker', { remove: [first, foreign], nodegroup })).json).toEqual({ added: 0, removed: 1 });
  expect(await tagged()).toEqual([foreign]);
});

test.each<[string, As, (nodegroup: string) => Form, number]>([
  ['anybody without credentials', null, (nodegroup) => ({ nodegroup }), 401],
  ['a user', 'user', () => ({}), 403],
  ['a user who names a cluster', 'user', (nodegroup) => ({ nodegroup }), 403],
  ['a worker that names no cluster', 'worker', () => ({}), 403],
  ['a worker that names an unknown cluster', 'worker', () => ({ nodegroup: 'nowhere' }), 403],
  ['a worker that names a definition alone', 'worker', () => ({ definition: '//other' }), 403],
])('update_nodes by %s is refused, and changes nothing', async (_who, as, form, status) => {
  expect((await update(as, { add: first, ...form(region.worker.uuid) })).status).toBe(status);
  expect(await tagged()).toEqual([]);
});

test.each(['//old', '', '//node '])(
  'update_nodes by the definition %j, which the tag does not have, is 409 in plain text, and changes nothing',
  async (definition) => {
    for (const as of ['admin', 'worker'] as const) {
      const reply = await update(as, { add: first, definition, nodegroup: region.worker.uuid });
      expect([reply.status, reply.type]).toEqual([409, expect.stringContaining('text/plain')]);
    }
    expect(await tagged()).toEqual([]);
  },
);

test('update_nodes by many at once keeps all of their nodes', async () => {
  const nodes = await makeReadyNodes(region.database, 10);
  const replies = await Promise.all(nodes.map((node, at) => update('admin', { add: [node, nodes[at - 1] ?? first] })));
  expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
  expect(new Set(await tagged())).toEqual(new Set([first, ...nodes]));
});

test('update_nodes of an unknown tag is 404', async () => {
  expect((await region.post('admin', 'tags/nowhere/', { op: 'update_nodes' })).status).toBe(404);
});
