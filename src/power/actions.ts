import type { Database, Db } from '../db/database.js';
import { statement } from '../db/statement.js';
import { enqueue } from '../jobs/queue.js';
import { POWER } from '../jobs/task.js';
import type { PowerChange } from './driver.js';

/** A power action that has begun. */
export interface Action {
  readonly id: number;
  readonly systemId: string;
  readonly powerType: string;
  readonly change: PowerChange;
  /** Counting the one that has begun. */
  readonly tries: number;
}

// In order: the oldest unfinished action of a node is the only one that may begin.
const claimAction = statement<[number, boolean], Action>(
  'power_claim',
  `UPDATE power_actions a SET state = 'running', tries = tries + 1, started = coalesce(started, now())
   WHERE a.id = $1 AND (a.state = 'queued' OR a.state = 'running' AND $2::bool)
     AND NOT EXISTS (SELECT FROM power_actions o
       WHERE o.system_id = a.system_id AND o.id < a.id AND o.state IN ('queued', 'running'))
   RETURNING a.id, a.system_id AS "systemId", a.power_type AS "powerType", a.change::text AS change, a.tries`,
);

/**
 * Begins an action.
 * @param again take it from who began it before
 * @returns undefined when it has ended, another runs it, or an earlier action of the node has not ended
 */
export async function claim(db: Db, actionId: number, again: boolean): Promise<Action | undefined> {
  const [action] = await db.sql(claimAction, actionId, again);
  return action;
}

const endAction = statement<[number, string, string], never>(
  'power_end',
  `UPDATE power_actions SET state = $2::power_action_state, error = $3, ended = now() WHERE id = $1`,
);

/** Records what became of an action. @param error undefined when it went well; holds no secrets */
export async function end(db: Db, actionId: number, error: string | undefined): Promise<void> {
  await db.sql(endAction, actionId, error === undefined ? 'done' : 'failed', error ?? '');
}

const waitAction = statement<[number, string], never>(
  'power_wait',
  `UPDATE power_actions SET state = 'queued', error = $2 WHERE id = $1`,
);

/** Has an action tried again after so many seconds; until then nobody waits for it. */
export async function tryLater(database: Database, actionId: number, error: string, seconds: number): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.sql(waitAction, actionId, error);
    await enqueue(tx, POWER, { actionId }, { delaySeconds: seconds });
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
