import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { CallOptions } from '../support/client.js';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { readNode } from '../support/nodes.js';
import { type As, useRegion } from '../support/region.js';
import { Nodes } from '../support/shapes.js';

const PATH = 'tags/tag/';
const DEFINITION = '//node';

const region = useRegion();
let first: string;
let second: string;
beforeAll(async () => {
  const [one = '', two = ''] = await makeReadyNodes(region.database, 2);
  [first, second] = [one, two];
});
beforeEach(async () => {
  await region.database.prisma.tag.deleteMany();
  (await region.post('admin', 'tags/', { op: 'new', name: 'tag', definition: DEFINITION })).ok();
});

type Form = Readonly<Record<string, string | readonly string[]>>;
const update = (as: As, form: Form) => region.post(as, PATH, { op: 'update_nodes', ...form });
const tagged = async (as: As = 'admin') =>
  (await region.get(as, PATH, { op: 'nodes' })).as(Nodes).map(({ system_id }) => system_id);

/** A node of a second cluster. */
async function foreignNode(): Promise<string> {
  const { prisma } = region.database;
  const [node = ''] = await makeReadyNodes(region.database, 1);
  const token = await prisma.token.create({
    data: {
      key: 'foreign',
      secret: 'secret',
      user: { connect: { username: 'maas-nodegroup-worker' } },
      consumer: {
        create: { key: 'foreign', name: 'foreign', user: { connect: { username: 'maas-nodegroup-worker' } } },
      },
    },
  });
  await prisma.node.update({
    where: { systemId: node },
    data: { nodegroup: { create: { uuid: 'foreign', clusterName: 'foreign', status: 1, tokenId: token.id } } },
  });
  return node;
}

test('an administrator adds and removes nodes, and is told how many there were', async () => {
  const added = await update('admin', { add: [first, first] });
  expect([added.status, added.json]).toEqual([200, { added: 1, removed: 0 }]);
  expect((await readNode(region, first)).tag_names).toEqual(['tag']);
  expect((await update('admin', { add: second, remove: first })).json).toEqual({ added: 1, removed: 1 });
  expect(await tagged()).toEqual([second]);
  expect((await update('admin', { add: second, remove: first })).json).toEqual({ added: 1, removed: 1 });
});

test('a node in both lists loses the tag', async () => {
  expect((await update('admin', { add: first, remove: first })).json).toEqual({ added: 1, removed: 1 });
  expect(await tagged()).toEqual([]);
});

test('no lists and unknown nodes change nothing', async () => {
  for (const form of [{}, { add: ['node-x', 'node-y'], remove: 'node-z' }]) {
    expect((await update('admin', form)).json).toEqual({ added: 0, removed: 0 });
  }
});

test('the lists come as JSON, too', async () => {
  const options: CallOptions = { query: { op: 'update_nodes' }, json: { add: [first, second], remove: [] } };
  expect((await region.call('admin', 'POST', PATH, options)).json).toEqual({ added: 2, removed: 0 });
  expect(await tagged()).toEqual([first, second]);
});

test('a worker maps the nodes of its own cluster, and passes over others', async () => {
  const nodegroup = region.worker.uuid;
  const foreign = await foreignNode();
  const form = { add: [first, foreign], nodegroup, definition: DEFINITION };
  expect((await update('worker', form)).json).toEqual({ added: 1, removed: 0 });
  expect(await tagged()).toEqual([first]);
  (await update('admin', { add: foreign, nodegroup })).ok();
  expect((await update('worker', { remove: [first, foreign], nodegroup })).json).toEqual({ added: 0, removed: 1 });
  expect(await tagged()).toEqual([foreign]);
});

test('only administrators and the own worker of the named cluster may map nodes', async () => {
  const nodegroup = region.worker.uuid;
  const refused: readonly (readonly [As, Form, number])[] = [
    [null, { add: first, nodegroup }, 401],
    ['user', { add: first }, 403],
    ['user', { add: first, nodegroup }, 403],
    ['worker', { add: first }, 403],
    ['worker', { add: first, nodegroup: 'nowhere' }, 403],
    ['worker', { add: first, definition: '//other' }, 403],
  ];
  for (const [as, form, status] of refused) expect((await update(as, form)).status).toBe(status);
  expect(await tagged()).toEqual([]);
});

test.each(['//old', '', '//node '])(
  'a mapping by the definition %j, which is another, is a conflict',
  async (definition) => {
    for (const as of ['admin', 'worker'] as const) {
      const reply = await update(as, { add: first, definition, nodegroup: region.worker.uuid });
      expect([reply.status, reply.type]).toEqual([409, expect.stringContaining('text/plain')]);
    }
    expect(await tagged()).toEqual([]);
  },
);

test('mappings of many at once are all kept', async () => {
  const nodes = await makeReadyNodes(region.database, 10);
  const replies = await Promise.all(nodes.map((node, at) => update('admin', { add: [node, nodes[at - 1] ?? first] })));
  expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
  expect(new Set(await tagged())).toEqual(new Set([first, ...nodes]));
});

test('op=nodes hides nodes of other users, but not from administrators', async () => {
  const [node = ''] = await makeReadyNodes(region.database, 1);
  (await update('admin', { add: [first, node] })).ok();
  await region.database.prisma.node.update({
    where: { systemId: node },
    data: { status: 6, owner: { connect: { username: 'user' } } },
  });
  for (const as of ['user', 'admin'] as const) expect(await tagged(as)).toEqual([first, node]);
  expect(await tagged('user2')).toEqual([first]);
});

test('a tag that is deleted is off its nodes', async () => {
  (await update('admin', { add: first })).ok();
  (await region.delete('admin', PATH)).ok();
  expect((await readNode(region, first)).tag_names).toEqual([]);
});
