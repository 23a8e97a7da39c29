import { forLockings, LockingBatch } from '../../db/batch/locking-batch.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import type { PowerCommand } from '../driver/driver.js';
import type { PowerNode } from '../driver/resolve-parameters.js';

/** A power action that this process performs. */
export interface StartedAction {
  readonly id: number;
  readonly systemId: string;
  readonly powerType: string;
  readonly change: PowerCommand;
  /** The number of this attempt, from 1. It is also the fencing token of later writes. */
  readonly attempt: number;
  /** The node as it is now; null when it has been deleted. */
  readonly node: PowerNode | null;
}

interface Claim {
  readonly actionId: number;
  readonly jobId: string;
}

interface ClaimedAction extends StartedAction {
  readonly jobId: string | null;
}

// Actions of a node run in order: only its oldest unfinished action may start. Rows are locked in the order of ids, so
// that two statements cannot deadlock.
const claim = forLockings((locking) =>
  statement<[actionIds: readonly number[], jobIds: readonly string[]], ClaimedAction>(
    'power_claim',
    `WITH held AS (
       SELECT a.id, given.job_id
       FROM unnest($1::int[], $2::text[]) given (id, job_id) JOIN power_actions a ON a.id = given.id
       ORDER BY a.id FOR NO KEY UPDATE OF a ${locking})
     UPDATE power_actions a
     SET state = 'running', job_id = held.job_id, tries = tries + 1, started = coalesce(started, now())
     FROM held
     WHERE a.id = held.id AND (a.state = 'queued' OR a.state = 'running' AND a.job_id = held.job_id)
       AND NOT EXISTS (SELECT FROM power_actions o
         WHERE o.system_id = a.system_id AND o.id < a.id AND o.state IN ('queued', 'running'))
     RETURNING a.id, a.job_id AS "jobId", a.system_id AS "systemId", a.power_type AS "powerType",
       a.change::text AS change, a.tries AS attempt,
       (SELECT json_build_object('systemId', n.system_id, 'powerType', n.power_type,
          'powerParameters', n.power_parameters, 'macAddress',
          (SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id LIMIT 1))
        FROM nodes n WHERE n.system_id = a.system_id) AS node`,
  ),
);

const MOST_CLAIMS = 100;
const claims = new LockingBatch<Claim, StartedAction>(async (db, asks, locking) => {
  const [actionIds, jobIds] = [asks.map(({ actionId }) => actionId), asks.map(({ jobId }) => jobId)];
  const actions = await db.sql(claim[locking], actionIds, jobIds);
  return asks.map(({ actionId, jobId }) => actions.find((action) => action.id === actionId && action.jobId === jobId));
}, MOST_CLAIMS);

/**
 * Starts an attempt of an action. A running action is restarted only by its own job, after its process died or the job
 * failed.
 * @returns undefined when it has ended, another job runs it, or an earlier action of the node is unfinished
 */
export function claimAction(db: Db, actionId: number, jobId: string): Promise<StartedAction | undefined> {
  return claims.ask(db, { actionId, jobId });
}
