import { expect, test } from 'vitest';
import { recordEvent } from '../../../../src/events/record.js';
import { DELIVER_WEBHOOK } from '../../../../src/jobs/task.js';
import { deliveriesOf, makeWebhook } from '../../../support/factories/webhooks.js';
import { queuedJobs } from '../../../support/jobs.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();
const retry = (id: number, form: object = {}) => region.post('admin', `webhooks/${id}/`, { op: 'retry', ...form });

/** A webhook with three dead letters. */
async function makeDead(type: string) {
  const webhook = await makeWebhook(region, { types: type });
  for (let made = 0; made < 3; made += 1) await recordEvent(region.database, { level: 'INFO', type, description: '' });
  const { pool } = region.database;
  await pool.query("UPDATE webhook_deliveries SET state = 'dead', attempts = 10 WHERE webhook_id = $1", [webhook.id]);
  await pool.query('DELETE FROM graphile_worker._private_jobs');
  return { webhook, ids: (await deliveriesOf(region, webhook)).map(({ id }) => id) };
}

test('retry of some dead letters makes them wait with all attempts, and adds their jobs', async () => {
  const { webhook, ids } = await makeDead('some');
  expect((await retry(webhook.id, { ids: [String(ids[0]), String(ids[2]), '999999'] })).json).toEqual({ count: 2 });
  const after = await deliveriesOf(region, webhook);
  expect(after.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(['waiting 0', 'dead 10', 'waiting 0']);
  expect(await queuedJobs(region.database, DELIVER_WEBHOOK)).toEqual([{ deliveryId: ids[0] }, { deliveryId: ids[2] }]);
});

test('retry without ids takes all dead letters of the webhook, and no others', async () => {
  const { webhook: other } = await makeDead('other');
  const { webhook } = await makeDead('all');
  expect((await retry(webhook.id)).json).toEqual({ count: 3 });
  expect((await retry(webhook.id)).json).toEqual({ count: 0 });
  expect((await deliveriesOf(region, other)).map(({ state }) => state)).toEqual(['dead', 'dead', 'dead']);
});

test('retry of a disabled webhook is a conflict', async () => {
  const { id } = await makeWebhook(region, { enabled: 'false' });
  expect((await retry(id)).status).toBe(409);
});

test('retry with ids that are no numbers is refused', async () => {
  const { id } = await makeWebhook(region);
  expect((await retry(id, { ids: 'x' })).wrongFields).toEqual(['ids']);
});

test.each([
  ['admin', 999_999, 404],
  ['user', 1, 403],
  [null, 1, 401],
] as const)('retry by %s of webhook %i is %i', async (as, id, status) => {
  expect((await region.post(as, `webhooks/${id}/`, { op: 'retry' })).status).toBe(status);
});
