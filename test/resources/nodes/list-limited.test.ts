import { beforeAll, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import type { Reply } from '../../support/client.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { useRegion } from '../../support/region.js';
import { Nodes } from '../../support/shapes.js';

const region = useRegion();
let ids: string[];
beforeAll(async () => {
  ids = await makeReadyNodes(region.database, 25);
});

const list = (query: Form) => region.get('user', 'nodes/', { op: 'list', ...query });
const idsOf = (reply: Reply) => reply.as(Nodes).map(({ system_id }) => system_id);
/** The path in the header Link; undefined without one. */
const nextOf = (reply: Reply) =>
  /^<(\/MAAS\/api\/1\.0\/nodes\/\?[^>]+)>; rel="next"$/.exec(reply.headers.get('link') ?? '')?.[1];

test('list with a limit leads through all nodes in the order of creation, each once', async () => {
  const seen: string[] = [];
  const sizes: number[] = [];
  let reply = await list({ limit: '10' });
  for (;;) {
    const page = idsOf(reply);
    seen.push(...page);
    sizes.push(page.length);
    const next = nextOf(reply);
    if (next === undefined) break;
    reply = await region.get('user', next);
  }
  expect(seen).toEqual(ids);
  expect(sizes).toEqual([10, 10, 5]);
});

test('list with a limit keeps its filters in the link', async () => {
  const reply = await list({
    limit: '2',
    id: ids.slice(3, 8),
    power_state: ['unknown', 'on'],
    fields: 'system_id,status',
  });
  const next = new URL(String(nextOf(reply)), region.api).searchParams;
  expect(next.getAll('id')).toEqual(ids.slice(3, 8));
  expect(next.getAll('power_state')).toEqual(['unknown', 'on']);
  expect(next.get('fields')).toBe('system_id,status');
  const following = await region.get('user', String(nextOf(reply)));
  expect(following.json).toEqual(ids.slice(5, 7).map((system_id) => ({ system_id, status: 4 })));
});

test('list after a node has the nodes that were created later', async () => {
  expect(idsOf(await list({ after: ids[19] ?? '' }))).toEqual(ids.slice(20));
  expect(idsOf(await list({ after: ids[19] ?? '', limit: '2' }))).toEqual(ids.slice(20, 22));
  expect(idsOf(await list({ after: ids[24] ?? '' }))).toEqual([]);
});

test('list by a link works after the last node of its page was deleted', async () => {
  const [last = ''] = await makeReadyNodes(region.database, 2);
  const reply = await list({ limit: '1', after: ids[24] ?? '' });
  expect(idsOf(reply)).toEqual([last]);
  (await region.delete('admin', `nodes/${last}/`)).ok();
  const rest = idsOf(await region.get('user', String(nextOf(reply))));
  expect(rest).toHaveLength(1);
  (await region.delete('admin', `nodes/${rest[0]}/`)).ok();
});

test('list with a limit that holds all nodes has no link', async () => {
  const reply = await list({ limit: '25' });
  expect([idsOf(reply), reply.headers.get('link')]).toEqual([ids, null]);
});

test.each<[string, Form]>([
  ['limit', { limit: '0' }],
  ['limit', { limit: '1001' }],
  ['limit', { limit: 'all' }],
  ['after', { after: 'node-none' }],
  ['after', { after: '99999999999' }],
])('list with an invalid %s is refused under its name: %j', async (name, query) => {
  expect((await list(query)).wrongFields).toEqual([name]);
});
