import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Conflict } from '../../errors.js';
import type { LockedNode } from './find.js';
import { queuePower } from './power.js';
import { displayStatus, RELEASABLE, Status } from './status.js';

const release = statement<[readonly number[]], never>(
  'node_release',
  `UPDATE nodes SET status = ${Status.READY}, owner_id = NULL, token_id = NULL, agent_name = '', netboot = true,
     distro_series = '', updated = now()
   WHERE id = ANY($1::int[])`,
);

/**
 * Takes nodes back into the pool and powers them off. Ready ones are left as they are.
 * @returns those that were released
 * @throws Conflict naming the nodes that are in no state to be released; then none is
 */
export async function releaseNodes(
  tx: Db,
  nodes: readonly LockedNode[],
  requestedBy: string,
): Promise<readonly LockedNode[]> {
  const wrong = nodes.filter(({ status }) => status !== Status.READY && !RELEASABLE.has(status));
  if (wrong.length > 0) {
    const names = wrong.map((node) => `${node.system_id} ('${displayStatus(node.status, node.owner)}')`);
    throw new Conflict(`Node(s) cannot be released in their current state: ${names.join(', ')}.`);
  }
  const released = nodes.filter(({ status }) => RELEASABLE.has(status));
  if (released.length === 0) return released;
  await tx.sql(
    release,
    released.map(({ id }) => id),
  );
  await queuePower(tx, released, 'off', requestedBy);
  return released;
}
