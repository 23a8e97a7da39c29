import { beforeAll, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeNode } from '../../support/factories/nodes.js';
import { alterNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Nodes } from '../../support/shapes.js';

const region = useRegion();
const names = new Map<string, string>();
const list = (as: As, query: Form) => region.get(as, 'nodes/', { op: 'list', ...query });
const listed = async (as: As, query: Form) =>
  (await list(as, query)).as(Nodes).map(({ system_id }) => names.get(system_id));

beforeAll(async () => {
  const nodes = {
    free: await makeNode(region, 'ready', { tags: ['gpu', 'fast'] }),
    tagged: await makeNode(region, 'ready', { tags: ['gpu'] }),
    own: await makeNode(region, 'allocated', { tags: ['fast'] }),
    other: await makeNode(region, 'allocated', { owner: 'user2' }),
    new: await makeNode(region),
  };
  for (const [name, { system_id }] of Object.entries(nodes)) names.set(system_id, name);
  await alterNode(region, nodes.own, { powerState: 'on' });
  await alterNode(region, nodes.other, { powerState: 'on', substatus: 9 });
  await alterNode(region, nodes.tagged, { powerState: 'error' });
});

test.each<[Form, string[]]>([
  [{ substatus: '4' }, ['free', 'tagged']],
  [{ substatus: '10' }, ['own']],
  [{ substatus: '9' }, ['other']],
  [{ substatus: '6' }, []],
  [{ substatus: ['0', '10'] }, ['own', 'new']],
  [{ power_state: 'on' }, ['own', 'other']],
  [{ power_state: ['on', 'error'] }, ['tagged', 'own', 'other']],
  [{ tag: 'gpu' }, ['free', 'tagged']],
  [{ tag: ['gpu', 'fast'] }, ['free']],
  [{ tag: 'no-such-tag' }, []],
  [{ owner: 'user' }, ['own']],
  [{ owner: ['user', 'user2'] }, ['own', 'other']],
  [{ owner: '' }, ['free', 'tagged', 'new']],
  [{ owner: 'nobody' }, []],
  [{ owner: 'user', power_state: 'on', tag: 'fast', substatus: '10' }, ['own']],
  [{ owner: 'user2', tag: 'fast' }, []],
])('list by %j has the nodes that meet all', async (query, expected) => {
  expect(await listed('admin', query)).toEqual(expected);
});

test.each<Form>([{ owner: 'user2' }, { power_state: 'on', owner: ['user2'] }, { substatus: '9' }])(
  'list by %j shows no node of another user to a user',
  async (query) => {
    expect(await listed('user', query)).toEqual([]);
  },
);

test('list with status has all nodes, as API 1.0 ignores it', async () => {
  expect(await listed('admin', { status: '4' })).toEqual(['free', 'tagged', 'own', 'other', 'new']);
});

test.each<[string, Form]>([
  ['substatus', { substatus: 'ready' }],
  ['substatus', { substatus: ['4', '-1'] }],
  ['power_state', { power_state: 'running' }],
  ['fields', { fields: 'system_id,colour' }],
])('list with an invalid %s is refused under its name: %j', async (name, query) => {
  expect((await list('user', query)).wrongFields).toEqual([name]);
});

test('list with fields has these keys alone, in the order of nodes', async () => {
  const reply = await list('admin', { fields: ['tag_names,system_id', 'zone'], owner: 'user' });
  expect(reply.json).toEqual([
    {
      zone: { name: 'default', description: '', resource_uri: '/MAAS/api/1.0/zones/default/' },
      system_id: expect.stringMatching(/^node-/),
      tag_names: ['fast', 'use-fastpath-installer'],
    },
  ]);
  expect(reply.text.indexOf('"zone"')).toBeLessThan(reply.text.indexOf('"system_id"'));
});
