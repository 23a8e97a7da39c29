import type { Db } from '../../db/database.js';
import { Forbidden } from '../../errors.js';
import { requestPower } from '../../power/service.js';
import type { LockedNode } from './find.js';

/**
 * Queues a power action for each node, with the changes of this transaction or not at all. Nodes without a power type,
 * or without what their type needs, are passed over.
 * @returns the system_ids of the nodes for which it could be done
 */
export function queuePower(
  tx: Db,
  nodes: readonly LockedNode[],
  change: 'on' | 'off',
  requestedBy: string | null,
): Promise<ReadonlySet<string>> {
  const targets = nodes.map((node) => ({
    systemId: node.system_id,
    powerType: node.power_type,
    powerParameters: node.power_parameters,
    macAddress: node.mac_address ?? undefined,
  }));
  return requestPower(tx, targets, change, requestedBy);
}

/** The same for one node that must be powered. @throws Forbidden when that cannot be done */
export async function demandPower(
  tx: Db,
  node: LockedNode,
  change: 'on' | 'off',
  requestedBy: string | null,
): Promise<void> {
  const done = await queuePower(tx, [node], change, requestedBy);
  if (!done.has(node.system_id)) throw powerRefused(change);
}

export function powerRefused(change: 'on' | 'off'): Forbidden {
  return new Forbidden(`You are not allowed to ${change === 'on' ? 'start up' : 'shut down'} this node.`);
}
