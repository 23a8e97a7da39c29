import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { eventOfAction } from '../../events/power.js';
import { enqueueAll } from '../../jobs/queue.js';
import { PERFORM_POWER_ACTION } from '../../jobs/task.js';
import type { PowerChange } from '../driver/driver.js';
import { type PowerNode, resolvePowerParameters } from '../driver/resolve-parameters.js';
import { findPowerType } from '../registry.js';

type UnfinishedAction = {
  readonly id: number;
  readonly system_id: string;
  readonly change: PowerChange;
  readonly state: string;
};

// The lock keeps a queued action that also serves this request from starting before this transaction commits.
const lockUnfinished = statement<[readonly string[]], UnfinishedAction>(
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
 * Requests a power change of nodes within a transaction, in a constant number of statements. The actions of a node are
 * performed one at a time and in order. A request that repeats the last unfinished action adds nothing. A request to
 * power off drops a power-on that has not started.
 * @param nodes their rows must be locked by the transaction, which serializes the requests for a node
 * @param requestedBy the name of the user; null for the region itself
 * @returns the system_ids of the nodes that can be powered; a type that cannot power off counts as done
 */
export async function requestPowerChange(
  tx: Db,
  nodes: readonly PowerNode[],
  change: PowerChange,
  requestedBy: string | null,
): Promise<ReadonlySet<string>> {
  const accepted = nodes.filter((node) => isAccepted(node, change));
  const supported = accepted.filter(({ powerType }) => isSupported(powerType, change));
  if (supported.length > 0) await enqueueActions(tx, supported, change, requestedBy);
  return new Set(accepted.map(({ systemId }) => systemId));
}

function isAccepted(node: PowerNode, change: PowerChange): boolean {
  const type = findPowerType(node.powerType);
  if (!type) return false;
  const { skippedWithout: name } = type;
  return name === undefined || !isSupported(type.name, change) || resolvePowerParameters(type, node).get(name) !== '';
}

function isSupported(powerType: string, change: PowerChange): boolean {
  return findPowerType(powerType)?.driver[change] !== undefined;
}

async function enqueueActions(tx: Db, nodes: readonly PowerNode[], change: PowerChange, requestedBy: string | null) {
  const unfinished = await tx.sql(
    lockUnfinished,
    nodes.map(({ systemId }) => systemId),
  );
  if (change === 'off') await dropQueuedPowerOns(tx, unfinished);
  const remaining = unfinished.filter((action) => change === 'on' || !isQueuedPowerOn(action));
  const lastChange = new Map(remaining.map((action) => [action.system_id, action.change]));
  const needed = nodes.filter(({ systemId }) => lastChange.get(systemId) !== change);
  if (needed.length === 0) return;
  const actions = await tx.sql(
    insert,
    needed.map(({ systemId }) => systemId),
    needed.map(({ powerType }) => powerType),
    change,
    requestedBy,
  );
  await enqueueAll(
    tx,
    PERFORM_POWER_ACTION,
    actions.map(({ id }) => ({ actionId: id })),
  );
}

function isQueuedPowerOn({ change, state }: UnfinishedAction): boolean {
  return change === 'on' && state === 'queued';
}

async function dropQueuedPowerOns(tx: Db, unfinished: readonly UnfinishedAction[]): Promise<void> {
  const dropped = unfinished.filter(isQueuedPowerOn).map(({ id }) => id);
  if (dropped.length > 0) await tx.sql(supersede, dropped);
}
