import type { Database, Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { eventOfAction } from '../../events/power.js';
import { enqueue } from '../../jobs/queue.js';
import { POWER } from '../../jobs/task.js';
import type { PowerChange } from '../driver/driver.js';
import type { PoweredNode } from './run-driver.js';

/** A power action that has begun. */
export interface Action {
  readonly id: number;
  readonly systemId: string;
  readonly powerType: string;
  readonly change: PowerChange;
  /** Counting the one that has begun. */
  readonly tries: number;
  /** The node as it is now; null when it has been deleted. */
  readonly node: PoweredNode | null;
}

// In order: the oldest unfinished action of a node is the only one that may begin.
const claimAction = statement<[number, string], Action>(
  'power_claim',
  `UPDATE power_actions a SET state = 'running', job_id = $2, tries = tries + 1, started = coalesce(started, now())
   WHERE a.id = $1 AND (a.state = 'queued' OR a.state = 'running' AND a.job_id = $2)
     AND NOT EXISTS (SELECT FROM power_actions o
       WHERE o.system_id = a.system_id AND o.id < a.id AND o.state IN ('queued', 'running'))
   RETURNING a.id, a.system_id AS "systemId", a.power_type AS "powerType", a.change::text AS change, a.tries,
     (SELECT json_build_object('systemId', n.system_id, 'powerType', n.power_type,
        'powerParameters', n.power_parameters, 'macAddress',
        (SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id LIMIT 1))
      FROM nodes n WHERE n.system_id = a.system_id) AS node`,
);

/**
 * Begins an action; one that runs is begun anew only by the job that runs it, whose process has died or which failed.
 * @returns undefined when it has ended, another job runs it, or an earlier action of the node has not ended
 */
export async function claim(db: Db, actionId: number, jobId: string): Promise<Action | undefined> {
  const [action] = await db.sql(claimAction, actionId, jobId);
  return action;
}

// `tries` holds off a process that was thought to be dead and has come back: the action is another's by now.
// The node is locked before the action, as a release does it; and a release that was waited for has its node freed too.
const endAction = statement<[number, number, string, string], never>(
  'power_end',
  `WITH node AS (
     SELECT n.id FROM power_actions a JOIN nodes n ON n.system_id = a.system_id
     WHERE a.id = $1 AND a.change = 'off' FOR NO KEY UPDATE OF n),
   ended AS (
     UPDATE power_actions SET state = $3::power_action_state, error = $4, ended = now()
     WHERE id = $1 AND tries = $2 AND state = 'running' AND (SELECT count(*) FROM node) >= 0 RETURNING *),
   freed AS (
     UPDATE nodes SET powering_off = false WHERE id IN (SELECT id FROM node) AND EXISTS (SELECT FROM ended))
   ${eventOfAction('ended')}`,
);

/**
 * Records what became of an action, also as an event. A node that was released is free for others when its power-off
 * has ended, well or not.
 * @param error undefined when it went well; holds no secrets
 */
export async function end(db: Db, { id, tries }: Action, error: string | undefined): Promise<void> {
  await db.sql(endAction, id, tries, error === undefined ? 'done' : 'failed', error ?? '');
}

const waitAction = statement<[number, number, string], { id: number }>(
  'power_wait',
  `UPDATE power_actions SET state = 'queued', error = $3 WHERE id = $1 AND tries = $2 AND state = 'running' RETURNING id`,
);

/** Has an action tried again after so many seconds; until then nobody waits for it. */
export async function tryLater(
  database: Database,
  { id, tries }: Action,
  error: string,
  seconds: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    const waiting = await tx.sql(waitAction, id, tries, error);
    if (waiting.length > 0) await enqueue(tx, POWER, { actionId: id }, { delaySeconds: seconds });
  });
}

const findNext = statement<[number], { id: number }>(
  'power_next',
  `SELECT next.id FROM power_actions ended CROSS JOIN LATERAL (
     SELECT id, state, tries FROM power_actions o
     WHERE o.system_id = ended.system_id AND o.state IN ('queued', 'running') ORDER BY id LIMIT 1) AS next
   WHERE ended.id = $1 AND ended.state IN ('done', 'failed') AND next.state = 'queued' AND next.tries = 0`,
);

/** When an action has ended, has the node's next one performed. One more job than needed does no harm. */
export async function enqueueNext(db: Db, actionId: number): Promise<void> {
  const [next] = await db.sql(findNext, actionId);
  if (next) await enqueue(db, POWER, { actionId: next.id });
}
