import { expect, test } from 'vitest';
import { recordEvent } from '../../../../src/events/record.js';
import { makeWebhook } from '../../../support/factories/webhooks.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('delete removes the webhook with its deliveries', async () => {
  const { id } = await makeWebhook(region, { types: 'x' });
  await recordEvent(region.database, { level: 'INFO', type: 'x', description: '' });
  const { rowCount } = await region.database.pool.query('SELECT FROM webhook_deliveries WHERE webhook_id = $1', [id]);
  expect(rowCount).toBe(1);
  expect((await region.delete('admin', `webhooks/${id}/`)).status).toBe(204);
  expect((await region.get('admin', `webhooks/${id}/`)).status).toBe(404);
  expect((await region.delete('admin', `webhooks/${id}/`)).status).toBe(404);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('delete by %s is %i', async (as, status) => {
  const { id } = await makeWebhook(region);
  expect((await region.delete(as, `webhooks/${id}/`)).status).toBe(status);
  expect((await region.get('admin', `webhooks/${id}/`)).status).toBe(200);
});
