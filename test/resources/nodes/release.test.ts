import { expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { ALLOCATED, READY, readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { SystemIds } from '../../support/shapes.js';

const region = useRegion();
const release = (as: As, form: Form = {}) => region.post(as, 'nodes/', { op: 'release', ...form });

test('release of allocated and reserved nodes makes them ready and answers their system_ids', async () => {
  const [a, b] = [await makeNode(region, 'allocated'), await makeNode(region, 'reserved')];
  const nodes = [a.system_id, b.system_id];
  expect((await release('user', { nodes })).as(SystemIds)).toEqual(nodes);
  for (const id of nodes) {
    expect(await readNode(region, id)).toMatchObject({ status: READY, owner: null, netboot: true });
  }
});

test('release of nodes that are ready already skips them', async () => {
  const [taken, free] = [await makeNode(region, 'allocated'), await makeNode(region, 'ready')];
  const nodes = [free.system_id, taken.system_id];
  expect((await release('admin', { nodes })).as(SystemIds)).toEqual([taken.system_id]);
});

test('release of no nodes answers an empty list', async () => {
  expect((await release('user')).as(SystemIds)).toEqual([]);
});

test.each([
  ['an unknown system_id', 400, /: node-none\.$/, async () => 'node-none'],
  [
    'a node of another user',
    403,
    /: node-[\w-]+\.$/,
    async () => (await makeNode(region, 'allocated', { owner: 'user2' })).system_id,
  ],
])('release with %s among the nodes is %i that names it, and releases none', async (_what, status, text, make) => {
  const [own, other] = [await makeNode(region, 'allocated'), await make()];
  const reply = await release('user', { nodes: [own.system_id, other] });
  expect([reply.status, reply.type]).toEqual([status, 'text/plain; charset=utf-8']);
  expect(reply.text).toMatch(text);
  expect(reply.text).toContain(other);
  expect((await readNode(region, own.system_id)).status).toBe(ALLOCATED);
});

test.each([
  ['declared', 'Declared'],
  ['commissioning', 'Commissioning'],
  ['failed tests', 'Failed tests'],
  ['missing', 'Missing'],
  ['retired', 'Retired'],
] as const)(
  'release with a node in the state %s is 409 that names it and its state, and releases none',
  async (state, name) => {
    const [own, other] = [await makeNode(region, 'allocated'), await makeNode(region, state)];
    const reply = await release('admin', { nodes: [own.system_id, other.system_id] });
    expect([reply.status, reply.type]).toEqual([409, 'text/plain; charset=utf-8']);
    expect(reply.text.endsWith(`: ${other.system_id} ('${name}').`)).toBe(true);
    expect((await readNode(region, own.system_id)).status).toBe(ALLOCATED);
  },
);

test('release with verbose says what happened to each node', async () => {
  const [powered, plain, free] = [
    await makeNode(region, 'allocated', { power_type: 'virsh' }),
    await makeNode(region, 'allocated'),
    await makeNode(region, 'ready'),
  ];
  const nodes = [powered, plain, free].map(({ system_id }) => system_id);
  expect((await release('admin', { nodes, verbose: 'true' })).ok().json).toEqual({
    [powered.system_id]: 'releasing',
    [plain.system_id]: 'released',
    [free.system_id]: 'unchanged',
  });
  expect((await release('admin', { nodes, verbose: '1' })).ok().json).toEqual(
    Object.fromEntries(nodes.map((id) => [id, 'unchanged'])),
  );
});

test('release with verbose is refused as without it', async () => {
  const [own, other] = [await makeNode(region, 'allocated'), await makeNode(region)];
  const nodes = [own.system_id, other.system_id];
  expect((await release('admin', { nodes, verbose: 'true' })).status).toBe(409);
  expect((await release('admin', { nodes, verbose: 'maybe' })).wrongFields).toEqual(['verbose']);
  expect((await readNode(region, own.system_id)).status).toBe(ALLOCATED);
});
