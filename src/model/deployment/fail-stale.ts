import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { LEVELS } from '../../events/level.js';
import { Substatus } from '../../substatus.js';
import { NodeStatus } from '../statuses/node-status.js';

/** How far the deployment of node `n` came. */
const LAST_STEP = `CASE
  WHEN NOT n.netboot THEN 'It is installed, but it has not booted from its disk, and its system has not read its metadata.'
  WHEN n.installer_seen THEN 'It has read its preseed, but its installer has not turned netboot off.'
  ELSE (SELECT CASE a.state
      WHEN 'done' THEN 'It was powered on, but it has not read its preseed.'
      WHEN 'failed' THEN 'It could not be powered on: ' || a.error
      ELSE 'Its power-on has not ended.' END
    FROM power_actions a WHERE a.system_id = n.system_id AND a.change IN ('on', 'cycle') ORDER BY a.id DESC LIMIT 1) END`;

const fail = statement<[number], { id: number }>(
  'deployment_fail_stale',
  `WITH stale AS (
     SELECT n.id, n.system_id, coalesce(${LAST_STEP}, 'It was never powered on.') AS step FROM nodes n
     WHERE n.status = ${NodeStatus.ALLOCATED} AND n.substatus = ${Substatus.DEPLOYING}
       AND n.deploying_since <= now() - make_interval(mins => $1)
     ORDER BY n.id FOR NO KEY UPDATE OF n),
   failed AS (
     UPDATE nodes SET substatus = ${Substatus.FAILED_DEPLOYMENT}, error = 'The deployment took too long.', updated = now()
     WHERE id IN (SELECT id FROM stale)),
   recorded AS (
     INSERT INTO events (level, type, description, system_id)
     SELECT ${LEVELS.ERROR}, 'Node deployment failed', 'The deployment took longer than ' || $1 || ' minutes. ' || step, system_id
     FROM stale)
   SELECT id FROM stale`,
);

/**
 * Fails deployments that take longer than a number of minutes. An event says where each of them stopped.
 * @returns the number of failed deployments
 */
export async function failStaleDeployments(db: Db, minutes: number): Promise<number> {
  const failed = await db.sql(fail, minutes);
  return failed.length;
}
