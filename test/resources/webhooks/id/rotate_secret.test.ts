import { expect, test } from 'vitest';
import { makeWebhook, NewWebhook } from '../../../support/factories/webhooks.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();
const rotate = (as: 'admin' | 'user' | null, id: number) => region.post(as, `webhooks/${id}/`, { op: 'rotate_secret' });

test('rotate_secret returns the webhook with another secret', async () => {
  const { secret, ...webhook } = await makeWebhook(region);
  const rotated = (await rotate('admin', webhook.id)).as(NewWebhook);
  expect(rotated).toMatchObject(webhook);
  expect(rotated.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(rotated.secret).not.toBe(secret);
});

test.each([
  ['admin', 999_999, 404],
  ['user', 1, 403],
  [null, 1, 401],
] as const)('rotate_secret by %s of webhook %i is %i', async (as, id, status) => {
  expect((await rotate(as, id)).status).toBe(status);
});
