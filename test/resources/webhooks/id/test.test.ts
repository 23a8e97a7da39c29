import { expect, test } from 'vitest';
import { deliveriesOf, makeWebhook } from '../../../support/factories/webhooks.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();
const path = (id: number) => `webhooks/${id}/`;

test('test adds a delivery of the type webhook.test', async () => {
  const webhook = await makeWebhook(region);
  const reply = await region.post('admin', path(webhook.id), { op: 'test' });
  const [delivery, ...others] = await deliveriesOf(region, webhook);
  expect([reply.json, others]).toEqual([{ delivery: delivery?.id }, []]);
  expect(delivery).toMatchObject({ type: 'webhook.test', state: 'waiting', attempts: 0, status: null });
});

test('test of a disabled webhook is a conflict', async () => {
  const { id } = await makeWebhook(region, { enabled: 'false' });
  expect((await region.post('admin', path(id), { op: 'test' })).status).toBe(409);
});

test.each([
  ['admin', 999_999, 404],
  ['user', 1, 403],
  [null, 1, 401],
] as const)('test by %s of webhook %i is %i', async (as, id, status) => {
  expect((await region.post(as, path(id), { op: 'test' })).status).toBe(status);
});
