import type { Db } from '../db/database.js';
import { type Statement, statement } from '../db/statement.js';

/** Days for which events and ended power actions are kept. */
const KEEP_DAYS = 90;
const BATCH = 5_000;

/** Deletes at most a number of rows that are older than a number of days. `count` is how many there were. */
type Purge = Statement<[number, number], { count: number }>;

const purgeSome = statement<[number, number], { count: number }>(
  'events_purge',
  `WITH old_events AS (
     DELETE FROM events WHERE id IN (
       SELECT id FROM events WHERE created < now() - make_interval(days => $1) LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING 1), old_actions AS (
     DELETE FROM power_actions WHERE id IN (
       SELECT id FROM power_actions WHERE ended < now() - make_interval(days => $1) LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING 1)
   SELECT greatest((SELECT count(*) FROM old_events), (SELECT count(*) FROM old_actions))::int AS count`,
);

const purgeSomeAudit = statement<[number, number], { count: number }>(
  'audit_purge',
  `WITH old_records AS (
     DELETE FROM audit_records WHERE id IN (
       SELECT id FROM audit_records WHERE created < now() - make_interval(days => $1) LIMIT $2 FOR UPDATE SKIP LOCKED)
     RETURNING 1)
   SELECT count(*)::int AS count FROM old_records`,
);

/** Deletes old events and power actions. */
export async function purgeEvents(db: Db): Promise<void> {
  await purgeAll(db, purgeSome, KEEP_DAYS);
}

/** Deletes audit records that are older than `days`. */
export async function purgeAudit(db: Db, days: number): Promise<void> {
  await purgeAll(db, purgeSomeAudit, days);
}

async function purgeAll(db: Db, purge: Purge, days: number): Promise<void> {
  for (;;) {
    const [row] = await db.sql(purge, days, BATCH);
    if ((row?.count ?? 0) < BATCH) return;
  }
}
