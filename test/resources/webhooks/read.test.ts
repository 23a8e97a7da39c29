import { expect, test } from 'vitest';
import { makeWebhook, Webhooks } from '../../support/factories/webhooks.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('read lists all webhooks, the oldest first, by the same number of queries', async () => {
  // The first request of a user also reads the account.
  for (let count = 0; count < 2; count += 1) {
    expect((await region.get('admin', 'webhooks/')).as(Webhooks)).toEqual([]);
  }
  const queries = region.queries();
  const { id: first } = await makeWebhook(region);
  const { id: second } = await makeWebhook(region);
  const webhooks = (await region.get('admin', 'webhooks/')).as(Webhooks);
  expect(webhooks.map(({ id }) => id)).toEqual([first, second]);
  expect(region.queries()).toBe(queries);
});

test('read shows the newest delivery of each webhook that was attempted, and how many dead letters it has', async () => {
  const webhook = await makeWebhook(region);
  expect(webhook).toMatchObject({ last_delivery: null, dead_letters: 0 });
  const insert = `INSERT INTO webhook_deliveries (webhook_id, state, attempts, attempted, status, error)
    VALUES ($1, 'dead', 10, '2026-01-01T10:00:00Z', NULL, 'It is dead.'),
      ($1, 'dead', 10, '2026-01-01T12:00:00Z', 500, 'It answers 500.'),
      ($1, 'delivered', 1, '2026-01-01T11:00:00Z', 200, ''), ($1, 'waiting', 0, NULL, NULL, '')`;
  await region.database.pool.query(insert, [webhook.id]);
  const webhooks = (await region.get('admin', 'webhooks/')).as(Webhooks);
  expect(webhooks.find(({ id }) => id === webhook.id)).toMatchObject({
    last_delivery: { state: 'delivered', status: 200, error: '', attempted: '2026-01-01T11:00:00.000Z' },
    dead_letters: 2,
  });
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('read by %s is %i', async (as, status) => {
  expect((await region.get(as, 'webhooks/')).status).toBe(status);
});
