import type { Db } from '../../../db/database.js';
import { Invalid } from '../../../errors.js';
import { supportsCommand } from '../../../power/actions/request.js';
import type { LockedNode } from '../lock.js';
import { powerRefusedError, queuePower } from './power.js';

/** `soft` asks the operating system to shut down. */
export const STOP_MODES = ['hard', 'soft'] as const;
export type StopMode = (typeof STOP_MODES)[number];

/**
 * Powers a node off, or asks its operating system to shut down.
 * @throws Forbidden for a node without power type; Invalid for a soft stop by a type that cannot do it
 */
export async function stopNode(tx: Db, node: LockedNode, mode: StopMode, requestedBy: string): Promise<void> {
  const problem = softStopProblem(node, mode);
  if (problem !== undefined) throw Invalid.field('stop_mode', problem);
  const stopped = await stopNodes(tx, [node], mode, requestedBy);
  if (!stopped.has(node.system_id)) throw powerRefusedError('off');
}

/** Stops nodes without a `softStopProblem`. @returns the system_ids of those that have a power type */
export function stopNodes(
  tx: Db,
  nodes: readonly LockedNode[],
  mode: StopMode,
  requestedBy: string,
): Promise<ReadonlySet<string>> {
  return queuePower(tx, nodes, mode === 'soft' ? 'shutdown' : 'off', requestedBy);
}

/** Why a node cannot be stopped in this mode, if its power type is the reason. */
export function softStopProblem({ power_type: type }: LockedNode, mode: StopMode): string | undefined {
  if (mode === 'hard' || type === '' || supportsCommand(type, 'shutdown')) return undefined;
  return `The power type ${type} cannot ask an operating system to shut down.`;
}
