import { expect, test } from 'vitest';
import { makeWebhook } from '../../../support/factories/webhooks.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('read returns the webhook without its secret', async () => {
  const { secret, ...webhook } = await makeWebhook(region, { types: 'Node deployed' });
  const reply = await region.get('admin', `webhooks/${webhook.id}/`);
  expect([reply.json, reply.text.includes(secret)]).toEqual([webhook, false]);
  expect(webhook.resource_uri).toBe(`/MAAS/api/1.0/webhooks/${webhook.id}/`);
});

test.each(['999999', '0', 'x', '99999999999'])('read of %s, which does not exist, is 404', async (id) => {
  expect((await region.get('admin', `webhooks/${id}/`)).status).toBe(404);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('read by %s is %i', async (as, status) => {
  const { id } = await makeWebhook(region);
  expect((await region.get(as, `webhooks/${id}/`)).status).toBe(status);
});
