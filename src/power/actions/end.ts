import { forLockings, LockingBatch } from '../../db/batch/locking-batch.js';
import { type Keyed, lookUp } from '../../db/batch/look-up.js';
import type { Database, Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { eventOfAction } from '../../events/power.js';
import { enqueue } from '../../jobs/queue.js';
import { PERFORM_POWER_ACTION } from '../../jobs/task.js';
import { STATE_AFTER } from '../driver/driver.js';
import { findPowerType } from '../registry.js';
import type { StartedAction } from './claim.js';
import type { FetchedPowerState } from './fetch-power-state.js';
import { substatusAfterOff } from './releasing.js';

/** The result of an attempt, and the state in which it leaves the machine. */
interface End {
  readonly id: number;
  readonly attempt: number;
  readonly state: 'done' | 'failed';
  readonly error: string;
  readonly power: FetchedPowerState;
}

type Texts = readonly string[];
type Numbers = readonly number[];

// `tries` is the fencing token: a process that was considered dead and comes back cannot end another process's attempt.
// Nodes are locked before actions, and both in the order of ids, as by a release: so neither can deadlock.
const end = forLockings((locking) =>
  statement<[ids: Numbers, attempts: Numbers, states: Texts, errors: Texts, powers: Texts], { id: number }>(
    'power_end',
    `WITH given AS (
       SELECT * FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[])
         given (id, tries, state, error, power_state)),
     target AS (
       SELECT a.id, a.tries, (SELECT n.id FROM nodes n WHERE n.system_id = a.system_id) AS node_id
       FROM given JOIN power_actions a ON a.id = given.id),
     node AS (
       SELECT n.id FROM nodes n WHERE n.id IN (SELECT node_id FROM target) ORDER BY n.id FOR NO KEY UPDATE ${locking}),
     held AS (
       SELECT a.id, target.node_id FROM target JOIN power_actions a ON a.id = target.id
       WHERE target.node_id IS NULL OR target.node_id = ANY(ARRAY(SELECT id FROM node))
       ORDER BY a.id FOR NO KEY UPDATE OF a ${locking}),
     ended AS (
       UPDATE power_actions a SET state = given.state::power_action_state, error = given.error, ended = now()
       FROM held JOIN given ON given.id = held.id
       WHERE a.id = held.id AND a.tries = given.tries AND a.state = 'running' RETURNING a.*),
     seen AS (
       UPDATE nodes n SET power_state = given.power_state, power_state_seen = now(),
         substatus = CASE ended.change WHEN 'off' THEN ${substatusAfterOff('given.state')} ELSE n.substatus END
       FROM held JOIN ended ON ended.id = held.id JOIN given ON given.id = ended.id AND given.tries = ended.tries
       WHERE n.id = held.node_id),
     recorded AS (${eventOfAction('ended')})
     SELECT id FROM ended`,
  ),
);

const MOST_ENDS = 100;
const ends = new LockingBatch<End, true>(async (db, asks, locking) => {
  const rows = await db.sql(
    end[locking],
    asks.map(({ id }) => id),
    asks.map(({ attempt }) => attempt),
    asks.map(({ state }) => state),
    asks.map(({ error }) => error),
    asks.map(({ power }) => power),
  );
  const ended = new Set(rows.map(({ id }) => id));
  return asks.map(({ id }) => ended.has(id) || undefined);
}, MOST_ENDS);

/** Why an action failed, without secrets, and the state in which it leaves the machine. */
interface Failure {
  readonly message: string;
  readonly power: FetchedPowerState;
}

/**
 * Records the result of an action, also as an event, and the state of the machine. A successful power-off makes a
 * released node available again.
 * @param failure undefined on success
 */
export async function endAction(
  db: Db,
  { id, attempt, change, powerType }: StartedAction,
  failure?: Failure,
): Promise<void> {
  // A type that cannot be queried, such as Wake-on-LAN, only sends the command.
  const power = findPowerType(powerType)?.driver.query ? STATE_AFTER[change] : 'unknown';
  if (failure === undefined) await ends.ask(db, { id, attempt, state: 'done', error: '', power });
  else await ends.ask(db, { id, attempt, state: 'failed', error: failure.message, power: failure.power });
}

/** Held as by a request of the node, so that the next statement sees what a concurrent request has added. */
const lockNode = statement<[number], { id: number }>(
  'power_wait_lock',
  `SELECT n.id FROM nodes n JOIN power_actions a USING (system_id) WHERE a.id = $1 FOR NO KEY UPDATE OF n`,
);

const requeue = statement<[number, number, string], { id: number }>(
  'power_wait',
  `UPDATE power_actions a SET state = 'queued', error = $3
   WHERE id = $1 AND tries = $2 AND state = 'running' AND NOT (change = 'shutdown' AND EXISTS (
     SELECT FROM power_actions o WHERE o.system_id = a.system_id AND o.id > a.id AND o.change = 'off' AND o.state = 'queued'))
   RETURNING id`,
);

/**
 * Schedules another attempt. The pause holds no job slot.
 * @returns false when the attempt is not this process's any more, or a power-off waits for the end of a shutdown
 */
export async function retryActionLater(
  database: Database,
  { id, attempt }: StartedAction,
  error: string,
  delaySeconds: number,
): Promise<boolean> {
  return await database.transaction(async (tx) => {
    await tx.sql(lockNode, id);
    const requeued = await tx.sql(requeue, id, attempt, error);
    if (requeued.length > 0) await enqueue(tx, PERFORM_POWER_ACTION, { actionId: id }, { delaySeconds });
    return requeued.length > 0;
  });
}

const nextActions = lookUp(
  statement<[readonly number[]], Keyed<number> & { id: number }>(
    'power_next',
    `SELECT ended.id AS key, next.id FROM power_actions ended CROSS JOIN LATERAL (
       SELECT id, state, tries FROM power_actions o
       WHERE o.system_id = ended.system_id AND o.state IN ('queued', 'running') ORDER BY id LIMIT 1) AS next
     WHERE ended.id = ANY($1::int[]) AND ended.state IN ('done', 'failed') AND next.state = 'queued' AND next.tries = 0`,
  ),
);

/** Enqueues the node's next action when this one has ended. A duplicate job is harmless. */
export async function enqueueNextAction(db: Db, actionId: number): Promise<void> {
  const next = await nextActions.ask(db, actionId);
  if (next) await enqueue(db, PERFORM_POWER_ACTION, { actionId: next.id });
}
