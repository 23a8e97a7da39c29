import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { DELIVER_WEBHOOK } from '../../jobs/task.js';
import { addedDeliveryJobs } from './deliveries.js';

/** Days for which deliveries are kept. */
const KEEP_DAYS = { delivered: 7, dead: 30 } as const;
/** The most dead letters of a webhook. */
const MOST_DEAD = 1_000;
/** The most deliveries of a webhook that wait: a receiver that does not answer takes 20 seconds for each attempt. */
const MOST_WAITING = 10_000;
const BATCH = 5_000;

const giveUpSome = statement<[number, number], { count: number }>(
  'webhook_give_up',
  `WITH surplus AS (
     SELECT d.id FROM webhooks w CROSS JOIN LATERAL (
       SELECT o.id FROM webhook_deliveries o WHERE o.webhook_id = w.id AND o.state = 'waiting'
       ORDER BY o.id DESC OFFSET $1::int) d
     LIMIT $2::int),
   dead AS (
     UPDATE webhook_deliveries SET state = 'dead', due = now(), error = 'Too many deliveries of the webhook waited.'
     WHERE id IN (SELECT id FROM surplus) AND state = 'waiting' RETURNING 1)
   SELECT count(*)::int AS count FROM dead`,
);

const JOBS = `graphile_worker._private_jobs j
  WHERE j.task_id = (SELECT id FROM graphile_worker._private_tasks WHERE identifier = '${DELIVER_WEBHOOK.name}')`;

/** Other jobs of the webhook made their deliveries, or gave up. */
const dropJobs = statement<[number], { count: number }>(
  'webhook_drop_jobs',
  `SELECT count(*)::int AS count FROM graphile_worker.complete_jobs(ARRAY(
     SELECT j.id FROM ${JOBS} AND NOT EXISTS (
       SELECT FROM webhook_deliveries d WHERE d.id = (j.payload ->> 'deliveryId')::int AND d.state = 'waiting')
     LIMIT $1::int))`,
);

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
       SELECT FROM ${JOBS} AND (j.payload ->> 'deliveryId')::int = d.id))
   SELECT count(*)::int AS count FROM ${addedDeliveryJobs('lost')}`,
);

/**
 * Deletes old deliveries, makes the oldest ones dead of a webhook of which too many wait, and queues those again whose
 * jobs are lost.
 */
export async function purgeDeliveries(db: Db): Promise<void> {
  await inBatches(() => db.sql(giveUpSome, MOST_WAITING, BATCH));
  await db.sql(requeue);
  await inBatches(() => db.sql(dropJobs, BATCH));
  await inBatches(() => db.sql(purgeSome, KEEP_DAYS.delivered, KEEP_DAYS.dead, MOST_DEAD, BATCH));
}

async function inBatches(run: () => Promise<readonly { count: number }[]>): Promise<void> {
  for (;;) {
    const [row] = await run();
    if ((row?.count ?? 0) < BATCH) return;
  }
}
