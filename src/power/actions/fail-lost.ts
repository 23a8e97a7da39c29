import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { eventOfAction } from '../../events/power.js';
import { POWER } from '../../jobs/task.js';
import { enqueueNext } from './store.js';

// Of a node's actions only the oldest needs a job; the others get theirs when it is their turn, or a moment later.
const failLost = statement<[string], { id: number }>(
  'power_fail_lost',
  `WITH jobs AS (
     SELECT (j.payload ->> 'actionId')::int AS action_id
     FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = $1 AND (j.attempts < j.max_attempts OR j.locked_at IS NOT NULL)),
   lost AS (
     SELECT a.id, a.system_id FROM power_actions a
     WHERE a.state IN ('queued', 'running') AND a.queued < now() - interval '1 minute'
       AND NOT EXISTS (SELECT FROM jobs WHERE jobs.action_id = a.id)
       AND NOT EXISTS (SELECT FROM power_actions o
         WHERE o.system_id = a.system_id AND o.id < a.id
           AND (o.state IN ('queued', 'running') OR o.ended > now() - interval '1 minute'))),
   node AS (
     SELECT n.id FROM nodes n WHERE n.system_id IN (SELECT system_id FROM lost) ORDER BY n.id FOR NO KEY UPDATE),
   ended AS (
     UPDATE power_actions SET state = 'failed', ended = now(), error = 'Given up: nothing was left to perform it.'
     WHERE id IN (SELECT id FROM lost) AND state IN ('queued', 'running') AND (SELECT count(*) FROM node) >= 0
     RETURNING *),
   freed AS (
     UPDATE nodes n SET powering_off = false FROM ended
     WHERE n.system_id = ended.system_id AND ended.change = 'off'),
   recorded AS (${eventOfAction('ended')})
   SELECT id FROM ended`,
);

/**
 * Fails the actions that no job stands for any more, as those that came with a backup: to perform them so much later
 * would surprise everybody, and to leave them would keep their nodes from ever being powered again.
 * @returns how many
 */
export async function failLostActions(db: Db): Promise<number> {
  const lost = await db.sql(failLost, POWER.name);
  for (const { id } of lost) await enqueueNext(db, id);
  return lost.length;
}
