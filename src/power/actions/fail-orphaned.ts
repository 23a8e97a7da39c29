import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { eventOfAction } from '../../events/power.js';
import { PERFORM_POWER_ACTION } from '../../jobs/task.js';
import { Substatus } from '../../substatus.js';
import { enqueueNextAction } from './end.js';
import { IS_POWERING_OFF, substatusAfterOff } from './releasing.js';

// Only the oldest unfinished action of a node needs a job. The next one gets its job when that one ends, or shortly after.
const failOrphaned = statement<[string], { id: number }>(
  'power_fail_orphaned',
  `WITH jobs AS (
     SELECT (j.payload ->> 'actionId')::int AS action_id
     FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id
     WHERE t.identifier = $1 AND (j.attempts < j.max_attempts OR j.locked_at IS NOT NULL)),
   orphaned AS (
     SELECT a.id, a.system_id FROM power_actions a
     WHERE a.state IN ('queued', 'running') AND a.queued < now() - interval '1 minute'
       AND NOT EXISTS (SELECT FROM jobs WHERE jobs.action_id = a.id)
       AND NOT EXISTS (SELECT FROM power_actions o
         WHERE o.system_id = a.system_id AND o.id < a.id
           AND (o.state IN ('queued', 'running') OR o.ended > now() - interval '1 minute'))),
   node AS (
     SELECT n.id FROM nodes n WHERE n.system_id IN (SELECT system_id FROM orphaned)
     ORDER BY n.id FOR NO KEY UPDATE),
   ended AS (
     UPDATE power_actions SET state = 'failed', ended = now(), error = 'Given up: nothing was left to perform it.'
     WHERE id IN (SELECT id FROM orphaned) AND state IN ('queued', 'running') AND (SELECT count(*) FROM node) >= 0
     RETURNING *),
   released AS (
     UPDATE nodes n SET substatus = ${substatusAfterOff('ended.state')} FROM ended
     WHERE n.system_id = ended.system_id AND ended.change = 'off'),
   recorded AS (${eventOfAction('ended')})
   SELECT id FROM ended`,
);

// The node of a restored database may wait for an action that the database does not have.
const settle = statement<[], never>(
  'releases_settle',
  `UPDATE nodes n SET substatus = ${Substatus.FAILED_RELEASING}
   WHERE n.substatus = ${Substatus.RELEASING} AND NOT ${IS_POWERING_OFF}`,
);

/**
 * Fails unfinished actions that have no job, such as those restored from a backup. Performing them late would surprise
 * administrators; leaving them unfinished would block every later action of their nodes. The release of a node without an
 * unfinished power-off fails, too.
 * @returns the number of failed actions
 */
export async function failOrphanedPowerActions(db: Db): Promise<number> {
  const orphaned = await db.sql(failOrphaned, PERFORM_POWER_ACTION.name);
  for (const { id } of orphaned) await enqueueNextAction(db, id);
  await db.sql(settle);
  return orphaned.length;
}
