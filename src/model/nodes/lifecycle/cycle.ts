import type { Db } from '../../../db/database.js';
import { BadRequest, Invalid } from '../../../errors.js';
import { supportsCommand } from '../../../power/actions/request.js';
import type { LockedNode } from '../lock.js';
import { powerRefusedError, queuePower } from './power.js';
import { type StopMode, softStopProblem } from './stop.js';

/**
 * Powers a node off and on again.
 * @throws Forbidden for a node without power type; BadRequest for a type that cannot power off; Invalid for a soft stop by a
 *   type that cannot do it
 */
export async function cycleNode(tx: Db, node: LockedNode, mode: StopMode, requestedBy: string): Promise<void> {
  const problem = powerOffProblem(node);
  if (problem !== undefined) throw new BadRequest(problem);
  const softProblem = softStopProblem(node, mode);
  if (softProblem !== undefined) throw Invalid.field('stop_mode', softProblem);
  const cycled = await cycleNodes(tx, [node], mode, requestedBy);
  if (!cycled.has(node.system_id)) throw powerRefusedError('cycle');
}

/**
 * Powers nodes without a `cycleProblem` off and on again. A soft cycle first asks the operating systems to shut down. A
 * machine that does not is then powered off. One that is off is powered on.
 * @returns the system_ids of those that have a power type
 */
export async function cycleNodes(
  tx: Db,
  nodes: readonly LockedNode[],
  mode: StopMode,
  requestedBy: string,
): Promise<ReadonlySet<string>> {
  if (mode === 'soft') await queuePower(tx, nodes, 'shutdown', requestedBy);
  return await queuePower(tx, nodes, 'cycle', requestedBy);
}

/** Why a node cannot be power-cycled in this mode, if its power type is the reason. */
export function cycleProblem(node: LockedNode, mode: StopMode): string | undefined {
  return powerOffProblem(node) ?? softStopProblem(node, mode);
}

function powerOffProblem({ power_type: type }: LockedNode): string | undefined {
  return type === '' || supportsCommand(type, 'off') ? undefined : `The power type ${type} cannot power a machine off.`;
}
