import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { eventOfAction } from '../../events/power.js';
import { enqueueAll } from '../../jobs/queue.js';
import { POWER } from '../../jobs/task.js';
import type { PowerChange } from '../driver/driver.js';
import { effectiveParameters, type PowerNode } from '../driver/effective-parameters.js';
import { findPowerType } from '../registry.js';

/** A node to be powered. Its row must be locked by the transaction, so that requests for it come one by one. */
export interface PowerTarget extends PowerNode {
  /** "" for none. */
  readonly powerType: string;
}

type Unfinished = {
  readonly id: number;
  readonly system_id: string;
  readonly change: PowerChange;
  readonly state: string;
};

// Locked: a queued action that stands for this request too must not start before what comes with the request is there.
const lockUnfinished = statement<[readonly string[]], Unfinished>(
  'power_lock_unfinished',
  `SELECT id, system_id, change::text AS change, state::text AS state FROM power_actions
   WHERE system_id = ANY($1::text[]) AND state IN ('queued', 'running') ORDER BY id FOR UPDATE`,
);

const supersede = statement<[readonly number[]], never>(
  'power_supersede',
  `WITH ended AS (
     UPDATE power_actions SET state = 'failed', ended = now(), error = 'Superseded by a later request to power off.'
     WHERE id = ANY($1::int[]) RETURNING *)
   ${eventOfAction('ended')}`,
);

const insert = statement<[readonly string[], readonly string[], PowerChange, string | null], { id: number }>(
  'power_insert',
  `INSERT INTO power_actions (system_id, power_type, change, requested_by)
   SELECT system_id, power_type, $3::power_change, $4
   FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS target (system_id, power_type, position) ORDER BY position
   RETURNING id`,
);

/**
 * Asks for nodes to be powered on or off, with the changes of the transaction or not at all, in a constant number of
 * statements. A node's actions are performed one at a time and in order. Asking again for what is already on its way
 * adds nothing, and a power-on that has not begun is dropped when the node is to be powered off.
 * @param requestedBy the name of the user who asks; null when the region itself does
 * @returns the system_ids of the nodes for which it could be asked; a type that cannot power off counts as done
 */
export async function requestPower(
  tx: Db,
  targets: readonly PowerTarget[],
  change: PowerChange,
  requestedBy: string | null,
): Promise<ReadonlySet<string>> {
  const possible = targets.filter((target) => isPossible(target, change));
  const needed = possible.filter(({ powerType }) => isSupported(powerType, change));
  if (needed.length > 0) await queue(tx, needed, change, requestedBy);
  return new Set(possible.map(({ systemId }) => systemId));
}

function isPossible(target: PowerTarget, change: PowerChange): boolean {
  const type = findPowerType(target.powerType);
  if (!type) return false;
  const { passedOverWithout: name } = type;
  return name === undefined || !isSupported(type.name, change) || effectiveParameters(type, target).get(name) !== '';
}

/** False for what the hardware can never do. */
function isSupported(powerType: string, change: PowerChange): boolean {
  return findPowerType(powerType)?.driver[change] !== undefined;
}

async function queue(tx: Db, targets: readonly PowerTarget[], change: PowerChange, requestedBy: string | null) {
  const unfinished = await tx.sql(
    lockUnfinished,
    targets.map(({ systemId }) => systemId),
  );
  if (change === 'off') await dropQueuedPowerOns(tx, unfinished);
  const remaining = unfinished.filter((action) => change === 'on' || !isQueuedPowerOn(action));
  const last = new Map(remaining.map((action) => [action.system_id, action.change]));
  const wanted = targets.filter(({ systemId }) => last.get(systemId) !== change);
  if (wanted.length === 0) return;
  const actions = await tx.sql(
    insert,
    wanted.map(({ systemId }) => systemId),
    wanted.map(({ powerType }) => powerType),
    change,
    requestedBy,
  );
  await enqueueAll(
    tx,
    POWER,
    actions.map(({ id }) => ({ actionId: id })),
  );
}

function isQueuedPowerOn({ change, state }: Unfinished): boolean {
  return change === 'on' && state === 'queued';
}

async function dropQueuedPowerOns(tx: Db, unfinished: readonly Unfinished[]): Promise<void> {
  const dropped = unfinished.filter(isQueuedPowerOn).map(({ id }) => id);
  if (dropped.length > 0) await tx.sql(supersede, dropped);
}
