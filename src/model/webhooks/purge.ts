import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { DELIVER_WEBHOOK } from '../../jobs/task.js';
import { addedDeliveryJobs } from './deliveries.js';

/** Days for which deliveries are kept. */
const KEEP_DAYS = { delivered: 7, dead: 30 } as const;
/** The most dead letters of a webhook. */
const MOST_DEAD = 1_000;
const BATCH = 5_000;

const purgeSome = statement<[number, number, number, number], { count: number }>(
  'webhook_purge',
  `WITH old AS (
     SELECT d.id FROM webhook_deliveries d
     WHERE d.state = 'delivered' AND d.due < now() - make_interval(days => $1::int)
       OR d.state = 'dead' AND (d.due < now() - make_interval(days => $2::int) OR d.id <= (
         SELECT o.id FROM webhook_deliveries o WHERE o.webhook_id = d.webhook_id AND o.state = 'dead'
         ORDER BY o.id DESC OFFSET $3::int LIMIT 1))
     LIMIT $4::int FOR UPDATE SKIP LOCKED),
   deleted AS (DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM old) RETURNING 1)
   SELECT count(*)::int AS count FROM deleted`,
);

/** Deliveries of a restored backup have no jobs. */
const requeue = statement<[], { count: number }>(
  'webhook_requeue',
  `WITH lost AS (
     SELECT d.id, d.webhook_id, d.state, d.due FROM webhook_deliveries d
     WHERE d.state = 'waiting' AND d.due < now() - interval '10 minutes' AND NOT EXISTS (
       SELECT FROM graphile_worker._private_jobs j
       WHERE j.task_id = (SELECT id FROM graphile_worker._private_tasks WHERE identifier = '${DELIVER_WEBHOOK.name}')
         AND (j.payload ->> 'deliveryId')::int = d.id))
   SELECT count(*)::int AS count FROM ${addedDeliveryJobs('lost')}`,
);

/** Deletes old deliveries, and queues those again whose jobs are lost. */
export async function purgeDeliveries(db: Db): Promise<void> {
  await db.sql(requeue);
  for (;;) {
    const [row] = await db.sql(purgeSome, KEEP_DAYS.delivered, KEEP_DAYS.dead, MOST_DEAD, BATCH);
    if ((row?.count ?? 0) < BATCH) return;
  }
}
