import { expect, test } from 'vitest';
import { recordEvent } from '../../../../src/events/record.js';
import type { Form } from '../../../support/body.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { makeTag } from '../../../support/factories/tags.js';
import { deliveriesOf, makeWebhook } from '../../../support/factories/webhooks.js';
import { makeZone } from '../../../support/factories/zones.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();
const list = (id: number, query: Form = {}) => region.get('admin', `webhooks/${id}/`, { op: 'deliveries', ...query });
const record = (type: string, systemId?: string, level: 'DEBUG' | 'INFO' | 'ERROR' = 'INFO') =>
  recordEvent(region.database, { level, type, description: '', ...(systemId !== undefined && { systemId }) });

test('deliveries are those of events that pass the filters', async () => {
  await makeZone(region, 'far');
  await makeTag(region, { name: 'fast' });
  const { system_id: far } = await makeNode(region, 'declared', { zone: 'far' });
  const { system_id: fast } = await makeNode(region);
  (await region.post('admin', 'tags/fast/', { op: 'update_nodes', add: fast })).ok();
  const all = await makeWebhook(region);
  const errors = await makeWebhook(region, { level: 'ERROR' });
  const typed = await makeWebhook(region, { types: ['b', 'c'] });
  const zoned = await makeWebhook(region, { zone: 'far' });
  const tagged = await makeWebhook(region, { tag: 'fast' });
  const disabled = await makeWebhook(region, { enabled: 'false' });
  await record('a', far);
  await record('b', fast, 'ERROR');
  await record('c');
  await record('d', far, 'DEBUG');
  const typesOf = async (webhook: { id: number }) =>
    (await deliveriesOf(region, webhook)).map(({ type }) => type).join(' ');
  expect(await typesOf(all)).toBe('a b c');
  expect(await typesOf(errors)).toBe('b');
  expect(await typesOf(typed)).toBe('b c');
  expect(await typesOf(zoned)).toBe('a');
  expect(await typesOf(tagged)).toBe('b');
  expect(await typesOf(disabled)).toBe('');
});

test('deliveries of a state, page by page, are the newest first', async () => {
  const { id } = await makeWebhook(region, { types: 'page' });
  for (let made = 0; made < 3; made += 1) await record('page');
  const ids = (await deliveriesOf(region, { id })).map((delivery) => delivery.id);
  const idsOf = async (query: Form) =>
    ((await list(id, query)).json as { id: number }[]).map((delivery) => delivery.id);
  expect(await idsOf({ limit: '2' })).toEqual([ids[2], ids[1]]);
  expect(await idsOf({ before: String(ids[1]), state: 'waiting' })).toEqual([ids[0]]);
  expect(await idsOf({ state: 'dead' })).toEqual([]);
});

test('acquire makes as many queries with a webhook as without', async () => {
  for (let made = 0; made < 3; made += 1) await makeNode(region, 'ready');
  // The first request of a user also reads the account.
  for (let count = 0; count < 2; count += 1) (await region.post('user', 'nodes/', { op: 'acquire' })).ok();
  const queries = region.queries();
  await makeWebhook(region);
  (await region.post('user', 'nodes/', { op: 'acquire' })).ok();
  expect(region.queries()).toBe(queries);
});

test.each([
  [{ state: 'lost' }, 'state'],
  [{ limit: '0' }, 'limit'],
  [{ before: 'x' }, 'before'],
])('deliveries with %j are refused', async (query, field) => {
  const { id } = await makeWebhook(region);
  expect((await list(id, query)).wrongFields).toEqual([field]);
});

test.each([
  ['admin', 999_999, 404],
  ['user', 1, 403],
  [null, 1, 401],
] as const)('deliveries by %s of webhook %i is %i', async (as, id, status) => {
  expect((await region.get(as, `webhooks/${id}/`, { op: 'deliveries' })).status).toBe(status);
});
