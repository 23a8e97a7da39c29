import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Conflict } from '../../../errors.js';
import { displayNodeStatus, NodeStatus, RELEASABLE_STATUSES } from '../../statuses/node-status.js';
import { deleteNodeKeys } from '../boot/node-key.js';
import type { LockedNode } from '../lock.js';
import { queuePower } from './power.js';

/** Releases nodes and deletes the data of their users, so that the next user cannot read it. */
const release = statement<[readonly number[]], never>(
  'node_release',
  `WITH left_behind AS (DELETE FROM node_user_data WHERE node_id = ANY($1::int[])),
     logs AS (DELETE FROM installation_results WHERE node_id = ANY($1::int[]))
   UPDATE nodes SET status = ${NodeStatus.READY}, substatus = NULL, owner_id = NULL, token_id = NULL, agent_name = '', netboot = true,
     distro_series = '', updated = now()
   WHERE id = ANY($1::int[])`,
);

/** Excludes nodes from `acquire` until their power-off has ended, with success or not. */
const hold = statement<[readonly number[]], never>(
  'node_hold',
  `UPDATE nodes n SET powering_off = true WHERE n.id = ANY($1::int[]) AND EXISTS (
     SELECT FROM power_actions a
     WHERE a.system_id = n.system_id AND a.change = 'off' AND a.state IN ('queued', 'running'))`,
);

/**
 * Returns nodes to the pool and powers them off. Their user data and credentials are deleted. Ready nodes stay as they
 * are.
 * @returns the released nodes
 * @throws Conflict with the nodes whose status does not permit a release; then no node is released
 */
export async function releaseNodes(
  tx: Db,
  nodes: readonly LockedNode[],
  requestedBy: string,
): Promise<readonly LockedNode[]> {
  const wrong = nodes.filter(({ status }) => status !== NodeStatus.READY && !RELEASABLE_STATUSES.has(status));
  if (wrong.length > 0) {
    const names = wrong.map((node) => `${node.system_id} ('${displayNodeStatus(node.status, node.owner)}')`);
    throw new Conflict(`Node(s) cannot be released in their current state: ${names.join(', ')}.`);
  }
  const released = nodes.filter(({ status }) => RELEASABLE_STATUSES.has(status));
  if (released.length === 0) return released;
  const ids = released.map(({ id }) => id);
  await tx.sql(release, ids);
  await deleteNodeKeys(tx, ids);
  await queuePower(tx, released, 'off', requestedBy);
  await tx.sql(hold, ids);
  return released;
}
