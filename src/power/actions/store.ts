import type { Database, Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { eventOfAction } from '../../events/power.js';
import { enqueue } from '../../jobs/queue.js';
import { PERFORM_POWER_ACTION } from '../../jobs/task.js';
import type { PowerChange } from '../driver/driver.js';
import type { PowerNode } from '../driver/resolve-parameters.js';
import { findPowerType } from '../registry.js';
import type { FetchedPowerState } from './fetch-power-state.js';

/** A power action that this process performs. */
export interface StartedAction {
  readonly id: number;
  readonly systemId: string;
  readonly powerType: string;
  readonly change: PowerChange;
  /** The number of this attempt, from 1. It is also the fencing token of the writes below. */
  readonly attempt: number;
  /** The node as it is now; null when it has been deleted. */
  readonly node: PowerNode | null;
}

// Actions of a node run in order: only its oldest unfinished action may start.
const claim = statement<[number, string], StartedAction>(
  'power_claim',
  `UPDATE power_actions a SET state = 'running', job_id = $2, tries = tries + 1, started = coalesce(started, now())
   WHERE a.id = $1 AND (a.state = 'queued' OR a.state = 'running' AND a.job_id = $2)
     AND NOT EXISTS (SELECT FROM power_actions o
       WHERE o.system_id = a.system_id AND o.id < a.id AND o.state IN ('queued', 'running'))
   RETURNING a.id, a.system_id AS "systemId", a.power_type AS "powerType", a.change::text AS change,
     a.tries AS attempt,
     (SELECT json_build_object('systemId', n.system_id, 'powerType', n.power_type,
        'powerParameters', n.power_parameters, 'macAddress',
        (SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id LIMIT 1))
      FROM nodes n WHERE n.system_id = a.system_id) AS node`,
);

/**
 * Starts an attempt of an action. A running action is restarted only by its own job, after its process died or the job
 * failed.
 * @returns undefined when it has ended, another job runs it, or an earlier action of the node is unfinished
 */
export async function claimAction(db: Db, actionId: number, jobId: string): Promise<StartedAction | undefined> {
  const [action] = await db.sql(claim, actionId, jobId);
  return action;
}

// `tries` is the fencing token: a process that was considered dead and comes back cannot end another process's attempt.
// The node is locked before the action, in the order of a release, to prevent a deadlock with it.
const end = statement<[number, number, string, string, FetchedPowerState], never>(
  'power_end',
  `WITH node AS (
     SELECT n.id, a.change FROM power_actions a JOIN nodes n ON n.system_id = a.system_id
     WHERE a.id = $1 FOR NO KEY UPDATE OF n),
   ended AS (
     UPDATE power_actions SET state = $3::power_action_state, error = $4, ended = now()
     WHERE id = $1 AND tries = $2 AND state = 'running' AND (SELECT count(*) FROM node) >= 0 RETURNING *),
   seen AS (
     UPDATE nodes n SET powering_off = powering_off AND node.change <> 'off', power_state = $5, power_state_seen = now()
     FROM node WHERE n.id = node.id AND EXISTS (SELECT FROM ended))
   ${eventOfAction('ended')}`,
);

/**
 * Records the result of an action, also as an event, and the state of the machine. The end of a power-off makes a released
 * node available again, whether it succeeded or failed.
 * @param error undefined on success; contains no secrets
 */
export async function endAction(
  db: Db,
  { id, attempt, change, powerType }: StartedAction,
  error?: string,
): Promise<void> {
  // A type that cannot be queried, such as Wake-on-LAN, only sends the command.
  const state = findPowerType(powerType)?.driver.query ? change : 'unknown';
  if (error === undefined) await db.sql(end, id, attempt, 'done', '', state);
  else await db.sql(end, id, attempt, 'failed', error, 'error');
}

const requeue = statement<[number, number, string], { id: number }>(
  'power_wait',
  `UPDATE power_actions SET state = 'queued', error = $3 WHERE id = $1 AND tries = $2 AND state = 'running' RETURNING id`,
);

/** Schedules another attempt. The pause holds no job slot. */
export async function retryActionLater(
  database: Database,
  { id, attempt }: StartedAction,
  error: string,
  delaySeconds: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    const requeued = await tx.sql(requeue, id, attempt, error);
    if (requeued.length > 0) await enqueue(tx, PERFORM_POWER_ACTION, { actionId: id }, { delaySeconds });
  });
}

const findNext = statement<[number], { id: number }>(
  'power_next',
  `SELECT next.id FROM power_actions ended CROSS JOIN LATERAL (
     SELECT id, state, tries FROM power_actions o
     WHERE o.system_id = ended.system_id AND o.state IN ('queued', 'running') ORDER BY id LIMIT 1) AS next
   WHERE ended.id = $1 AND ended.state IN ('done', 'failed') AND next.state = 'queued' AND next.tries = 0`,
);

/** Enqueues the node's next action when this one has ended. A duplicate job is harmless. */
export async function enqueueNextAction(db: Db, actionId: number): Promise<void> {
  const [next] = await db.sql(findNext, actionId);
  if (next) await enqueue(db, PERFORM_POWER_ACTION, { actionId: next.id });
}
