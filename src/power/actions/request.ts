import { DatabaseBatch } from '../../db/batch/database-batch.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { eventOfAction } from '../../events/power.js';
import { addedJobs } from '../../jobs/queue.js';
import { PERFORM_POWER_ACTION } from '../../jobs/task.js';
import type { PowerCommand } from '../driver/driver.js';
import { type PowerNode, resolvePowerParameters } from '../driver/resolve-parameters.js';
import { findPowerType } from '../registry.js';

type Texts = readonly string[];

// The locks keep a queued action that also serves this request from starting before this transaction commits.
const request = statement<
  [systemIds: Texts, powerTypes: Texts, commands: Texts, requestedBy: Texts, task: string],
  { added: number }
>(
  'power_request',
  `WITH target AS (
     SELECT system_id, power_type, command::power_change AS change, requested_by, position
     FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
       WITH ORDINALITY given (system_id, power_type, command, requested_by, position)),
   unfinished AS (
     SELECT id, system_id, change, state FROM power_actions
     WHERE system_id = ANY($1::text[]) AND state IN ('queued', 'running') ORDER BY id FOR UPDATE),
   dropped AS (
     UPDATE power_actions a
     SET state = 'failed', ended = now(), error = 'Superseded by a later request to power off.'
     FROM unfinished u JOIN target USING (system_id)
     WHERE a.id = u.id AND u.state = 'queued' AND (target.change IN ('off', 'shutdown') AND u.change IN ('on', 'cycle')
       OR target.change = 'off' AND u.change = 'shutdown')
     RETURNING a.*),
   recorded AS (${eventOfAction('dropped')}),
   remaining AS (
     SELECT DISTINCT ON (system_id) system_id, change FROM unfinished WHERE id NOT IN (SELECT id FROM dropped)
     ORDER BY system_id, id DESC),
   added AS (
     INSERT INTO power_actions (system_id, power_type, change, requested_by)
     SELECT system_id, power_type, target.change, nullif(requested_by, '')
     FROM target LEFT JOIN remaining USING (system_id)
     WHERE remaining.change IS DISTINCT FROM target.change
       AND coalesce((remaining.change, target.change) NOT IN (('cycle', 'on'), ('off', 'shutdown')), true)
     ORDER BY position
     RETURNING id)
   SELECT count(*)::int AS added
   FROM ${addedJobs({ task: '$5', payload: "json_build_object('actionId', id)", from: 'added ORDER BY id' })}`,
);

interface Request {
  readonly systemId: string;
  readonly powerType: string;
  readonly command: PowerCommand;
  readonly requestedBy: string | null;
}

const MOST_REQUESTS = 50;
const requests = new DatabaseBatch(async (tx, asks: readonly (readonly Request[])[]) => {
  const given = asks.flat();
  await tx.sql(
    request,
    given.map(({ systemId }) => systemId),
    given.map(({ powerType }) => powerType),
    given.map(({ command }) => command),
    given.map(({ requestedBy }) => requestedBy ?? ''),
    PERFORM_POWER_ACTION.name,
  );
  return asks.map(() => undefined);
}, MOST_REQUESTS);

/**
 * Requests a power change of nodes within a transaction, in one statement. The actions of a node are
 * performed one at a time and in order. A request that repeats the last unfinished action adds nothing. A request to
 * power off drops a power-on that has not started, and a shutdown between two attempts.
 * @param nodes their rows must be locked by the transaction, which serializes the requests for a node
 * @param requestedBy the name of the user; null for the region itself
 * @param command `cycle` is a plain power-on for types that cannot power off, or restart a machine anyway
 * @returns the system_ids of the nodes that can be powered; a type that cannot power off counts as done
 */
export async function requestPowerChange(
  tx: Db,
  nodes: readonly PowerNode[],
  command: PowerCommand,
  requestedBy: string | null,
): Promise<ReadonlySet<string>> {
  const accepted = nodes.filter((node) => isAccepted(node, command));
  const supported = accepted.filter(({ powerType }) => supportsCommand(powerType, command));
  if (supported.length > 0) {
    const asked = supported.map(({ systemId, powerType }) => {
      return { systemId, powerType, command: effectiveCommand(powerType, command), requestedBy };
    });
    await requests.ask(tx, asked);
  }
  return new Set(accepted.map(({ systemId }) => systemId));
}

function isAccepted(node: PowerNode, command: PowerCommand): boolean {
  const type = findPowerType(node.powerType);
  if (!type) return false;
  const { skippedWithout: name } = type;
  return (
    name === undefined || !supportsCommand(type.name, command) || resolvePowerParameters(type, node).get(name) !== ''
  );
}

function effectiveCommand(powerType: string, command: PowerCommand): PowerCommand {
  if (command !== 'cycle') return command;
  const { off, restarts = false } = findPowerType(powerType)?.driver ?? {};
  return off && !restarts ? 'cycle' : 'on';
}

/** Whether machines of this power type can be told to do this. */
export function supportsCommand(powerType: string, command: PowerCommand): boolean {
  return findPowerType(powerType)?.driver[command === 'cycle' ? 'on' : command] !== undefined;
}
