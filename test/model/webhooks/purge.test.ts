import { expect, test } from 'vitest';
import { DELIVER_WEBHOOK } from '../../../src/jobs/task.js';
import { nextPause } from '../../../src/model/webhooks/pauses.js';
import { purgeDeliveries } from '../../../src/model/webhooks/purge.js';
import { deliveriesOf, makeWebhook } from '../../support/factories/webhooks.js';
import { queuedJobs } from '../../support/jobs.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

/** Adds deliveries without jobs. */
async function add(webhook: { id: number }, state: string, count: number, days = 0): Promise<void> {
  await region.database.pool.query(
    `INSERT INTO webhook_deliveries (webhook_id, state, due)
     SELECT $1, $2::webhook_delivery_state, now() - make_interval(days => $4::int) FROM generate_series(1, $3::int)`,
    [webhook.id, state, count, days],
  );
}

async function countOf(webhook: { id: number }, state: string): Promise<number> {
  const { rows } = await region.database.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM webhook_deliveries WHERE webhook_id = $1 AND state = $2::webhook_delivery_state',
    [webhook.id, state],
  );
  return rows[0]?.count ?? 0;
}

test('purge deletes deliveries after 7 days, and dead letters after 30', async () => {
  const webhook = await makeWebhook(region);
  await add(webhook, 'delivered', 2, 8);
  await add(webhook, 'delivered', 3, 6);
  await add(webhook, 'dead', 4, 31);
  await add(webhook, 'dead', 5, 29);
  await purgeDeliveries(region.database);
  expect([await countOf(webhook, 'delivered'), await countOf(webhook, 'dead')]).toEqual([3, 5]);
});

test('purge keeps the newest 1000 dead letters of each webhook', async () => {
  const many = await makeWebhook(region);
  const few = await makeWebhook(region);
  await add(many, 'dead', 1_005);
  await add(few, 'dead', 10);
  const before = await deliveriesOf(region, many);
  await purgeDeliveries(region.database);
  expect([await countOf(many, 'dead'), await countOf(few, 'dead')]).toEqual([1_000, 10]);
  expect(await deliveriesOf(region, many)).toEqual(before);
});

test('purge makes the oldest deliveries dead of a webhook with more than 10,000 that wait, and drops their jobs', async () => {
  const many = await makeWebhook(region);
  const few = await makeWebhook(region);
  for (const webhook of [many, few]) (await region.post('admin', `webhooks/${webhook.id}/`, { op: 'test' })).ok();
  await add(many, 'waiting', 10_002);
  await purgeDeliveries(region.database);
  expect([await countOf(many, 'waiting'), await countOf(few, 'waiting')]).toEqual([10_000, 1]);
  const { rows } = await region.database.pool.query<{ dead: number; waiting: number; error: string }>(
    `SELECT max(id) FILTER (WHERE state = 'dead') AS dead, min(id) FILTER (WHERE state = 'waiting') AS waiting,
       max(error) AS error FROM webhook_deliveries WHERE webhook_id = $1`,
    [many.id],
  );
  expect(rows[0]?.error).toBe('Too many deliveries of the webhook waited.');
  expect(rows[0]?.dead).toBeLessThan(rows[0]?.waiting ?? 0);
  const waiting = (await deliveriesOf(region, few)).map(({ id }) => id);
  const jobs = await queuedJobs(region.database, DELIVER_WEBHOOK);
  expect(jobs.map(({ deliveryId }) => deliveryId)).toEqual(waiting);
});

test('purge adds jobs to waiting deliveries without one, and only to these', async () => {
  const webhook = await makeWebhook(region);
  await region.database.pool.query('DELETE FROM graphile_worker._private_jobs');
  await add(webhook, 'waiting', 1, 1);
  (await region.post('admin', `webhooks/${webhook.id}/`, { op: 'test' })).ok();
  const ids = (await deliveriesOf(region, webhook)).map(({ id }) => id);
  for (let count = 0; count < 2; count += 1) await purgeDeliveries(region.database);
  const jobs = await queuedJobs(region.database, DELIVER_WEBHOOK);
  expect(jobs.map(({ deliveryId }) => deliveryId).sort()).toEqual(ids);
});

test('pauses take about three days in all, and a receiver can ask for longer ones up to a day', () => {
  const pauses = Array.from({ length: 9 }, (_, attempts) => nextPause(attempts) ?? 0);
  const days = pauses.reduce((sum, pause) => sum + pause, 0) / 86_400;
  expect(days).toBeGreaterThan(2.6);
  expect(days).toBeLessThan(3.3);
  expect(nextPause(9)).toBeUndefined();
  expect([nextPause(0, 60), nextPause(0, 1e9), nextPause(9, 60)]).toEqual([60, 86_400, undefined]);
});
