import type { Db } from '../db/database.js';
import { statement } from '../db/statement.js';

/** Days for which events and ended power actions are kept. */
const KEEP_DAYS = 90;
const BATCH = 5_000;

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

/** Deletes old events and power actions. */
export async function purgeEvents(db: Db): Promise<void> {
  for (;;) {
    const [row] = await db.sql(purgeSome, KEEP_DAYS, BATCH);
    if ((row?.count ?? 0) < BATCH) return;
  }
}
