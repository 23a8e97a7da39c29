import { expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { COMMISSIONING, DECLARED, readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { SystemIds } from '../../support/shapes.js';

const region = useRegion();
const accept = (as: As, form: Form = {}) => region.post(as, 'nodes/', { op: 'accept', ...form });

test('accept of declared and ready nodes commissions the declared ones and answers their system_ids', async () => {
  const [a, b, ready] = [await makeNode(region), await makeNode(region), await makeNode(region, 'ready')];
  const nodes = [ready, b, a].map(({ system_id }) => system_id);
  expect((await accept('admin', { nodes })).as(SystemIds)).toEqual([a.system_id, b.system_id]);
  for (const { system_id } of [a, b]) expect((await readNode(region, system_id)).status).toBe(COMMISSIONING);
});

test('accept of accepted nodes answers an empty list', async () => {
  const { system_id } = await makeNode(region, 'commissioning');
  expect((await accept('admin', { nodes: system_id })).as(SystemIds)).toEqual([]);
});

test('accept of no nodes answers an empty list, to any user', async () => {
  expect((await accept('user')).as(SystemIds)).toEqual([]);
});

test('accept without credentials is 401', async () => {
  const { system_id } = await makeNode(region);
  expect((await accept(null, { nodes: system_id })).status).toBe(401);
  expect((await readNode(region, system_id)).status).toBe(DECLARED);
});

test('accept by a user is 403 that names the nodes, and changes nothing', async () => {
  const { system_id } = await makeNode(region);
  const reply = await accept('user', { nodes: system_id });
  expect([reply.status, reply.text.endsWith(`: ${system_id}.`)]).toEqual([403, true]);
  expect((await readNode(region, system_id)).status).toBe(DECLARED);
});

test('accept with unknown system_ids is 400 that names them, and changes nothing', async () => {
  const { system_id } = await makeNode(region);
  const reply = await accept('admin', { nodes: [system_id, 'node-x', 'node-y'] });
  expect([reply.status, reply.text.endsWith(': node-x, node-y.')]).toEqual([400, true]);
  expect((await readNode(region, system_id)).status).toBe(DECLARED);
});

test.each(['failed tests', 'missing', 'reserved', 'allocated', 'retired'] as const)(
  'accept of a node in the state %s is 409 that names it, and accepts no other',
  async (state) => {
    const [good, bad] = [await makeNode(region), await makeNode(region, state)];
    const reply = await accept('admin', { nodes: [good.system_id, bad.system_id] });
    expect([reply.status, reply.text.includes(bad.system_id)]).toEqual([409, true]);
    expect((await readNode(region, good.system_id)).status).toBe(DECLARED);
  },
);
