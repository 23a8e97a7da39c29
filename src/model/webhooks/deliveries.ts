import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { addedJobs } from '../../jobs/queue.js';
import { DELIVER_WEBHOOK } from '../../jobs/task.js';

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The type of a test. All other types are those of events. */
export const TEST_TYPE = 'webhook.test';

/** An event that is sent to a webhook. */
export interface Delivery {
  readonly id: number;
  readonly message_id: string;
  /** "" for an event that is deleted. */
  readonly type: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly created: Date;
  /** The time of the next attempt. */
  readonly due: Date;
  readonly attempted: Date | null;
  readonly status: number | null;
  readonly milliseconds: number | null;
  /** Why the last attempt failed; "" for none. */
  readonly error: string;
}

/** The value of the header webhook-id, in SQL. */
export const MESSAGE_ID = `'msg_' || replace(d.message_id::text, '-', '')`;

const COLUMNS = `d.id, ${MESSAGE_ID} AS message_id, d.state::text AS state, d.attempts::int AS attempts, d.created, d.due,
     d.attempted, d.status::int AS status, d.milliseconds, d.error`;

export interface DeliveryPage {
  readonly state: DeliveryState | undefined;
  /** Only older ones than the one with this id. */
  readonly before: number | undefined;
  readonly limit: number;
}

const list = statement<[number, string | null, number | null, number], Delivery>(
  'webhook_deliveries',
  `SELECT ${COLUMNS}, CASE WHEN d.event_id IS NULL THEN '${TEST_TYPE}' ELSE coalesce(e.type, '') END AS type
   FROM webhook_deliveries d LEFT JOIN events e ON e.id = d.event_id
   WHERE d.webhook_id = $1 AND ($2::text IS NULL OR d.state = $2::webhook_delivery_state)
     AND ($3::int IS NULL OR d.id < $3)
   ORDER BY d.id DESC LIMIT $4::int`,
);

/** The deliveries of a webhook, newest first. */
export function listDeliveries(db: Db, webhookId: number, { state, before, limit }: DeliveryPage): Promise<Delivery[]> {
  return db.sql(list, webhookId, state ?? null, before ?? null, limit);
}

/** SQL that adds a job for each row of deliveries that waits. */
export const addedDeliveryJobs = (from: string): string =>
  addedJobs({
    task: `'${DELIVER_WEBHOOK.name}'`,
    payload: "json_build_object('deliveryId', id)",
    queue: "'webhook ' || webhook_id",
    runAt: 'due',
    from: `${from} WHERE state = 'waiting' ORDER BY id`,
  });

const test = statement<[number], { id: number }>(
  'webhook_test',
  `WITH made AS (INSERT INTO webhook_deliveries (webhook_id) VALUES ($1) RETURNING *)
   SELECT made.id FROM made, ${addedDeliveryJobs('made')} job`,
);

/** Has a test sent. @returns the id of its delivery */
export async function sendTest(tx: Db, webhookId: number): Promise<number | undefined> {
  return (await tx.sql(test, webhookId))[0]?.id;
}

const retry = statement<[number, readonly number[] | null], { count: number }>(
  'webhook_retry',
  `WITH again AS (
     UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, due = now(), retry_until = DEFAULT
     WHERE webhook_id = $1 AND state = 'dead' AND ($2::int[] IS NULL OR id = ANY($2)) RETURNING *)
   SELECT count(*)::int AS count FROM ${addedDeliveryJobs('again')}`,
);

/**
 * Has dead letters sent again, with their ids of messages and all attempts.
 * @param ids undefined: all
 * @returns how many there were
 */
export async function retryDeliveries(tx: Db, webhookId: number, ids: readonly number[] | undefined): Promise<number> {
  return (await tx.sql(retry, webhookId, ids ?? null))[0]?.count ?? 0;
}
