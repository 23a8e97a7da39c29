import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Conflict } from '../../../errors.js';
import { IS_POWERING_OFF } from '../../../power/actions/releasing.js';
import { Substatus } from '../../../substatus.js';
import type { Viewer } from '../../accounts/viewer.js';
import { displayNodeStatus, NodeStatus, RELEASABLE_STATUSES } from '../../statuses/node-status.js';
import { deleteNodeKeys } from '../boot/node-key.js';
import { type LockedNode, mayEdit } from '../lock.js';
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

/** Excludes nodes from `acquire` until they are powered off. */
const hold = statement<[readonly number[]], { id: number }>(
  'node_hold',
  `UPDATE nodes n SET substatus = ${Substatus.RELEASING} WHERE n.id = ANY($1::int[]) AND ${IS_POWERING_OFF}
   RETURNING id`,
);

/** A released node. */
interface Released {
  readonly system_id: string;
  /** Whether it is powering off, so that nobody acquires it. */
  readonly isHeld: boolean;
}

/**
 * Whether a user may release a node. Anyone may repeat the release of a node that is powering off, which has no owner: it
 * changes nothing.
 */
export function mayRelease(viewer: Viewer, node: LockedNode): boolean {
  return mayEdit(viewer, node) || node.substatus === Substatus.RELEASING;
}

/**
 * Returns nodes to the pool and powers them off. Until that has succeeded, nobody acquires them. Their user data and
 * credentials are deleted. Ready nodes stay as they are, except those whose power-off failed: it is repeated.
 * @param force true: the nodes are free at once, also those whose power-off has failed or has not ended
 * @returns the released nodes
 * @throws Conflict with the nodes whose status does not permit a release; then no node is released
 */
export async function releaseNodes(
  tx: Db,
  nodes: readonly LockedNode[],
  requestedBy: string,
  force = false,
): Promise<readonly Released[]> {
  const wrong = nodes.filter(({ status }) => status !== NodeStatus.READY && !RELEASABLE_STATUSES.has(status));
  if (wrong.length > 0) {
    const names = wrong.map((node) => `${node.system_id} ('${displayNodeStatus(node.status, node.owner)}')`);
    throw new Conflict(`Node(s) cannot be released in their current state: ${names.join(', ')}.`);
  }
  const released = nodes.filter(
    ({ status, substatus }) =>
      RELEASABLE_STATUSES.has(status) ||
      substatus === Substatus.FAILED_RELEASING ||
      (force && substatus === Substatus.RELEASING),
  );
  if (released.length === 0) return [];
  const ids = released.map(({ id }) => id);
  await tx.sql(release, ids);
  await deleteNodeKeys(tx, ids);
  await queuePower(tx, released, 'off', requestedBy);
  const held = new Set(force ? [] : (await tx.sql(hold, ids)).map(({ id }) => id));
  return released.map(({ id, system_id }) => ({ system_id, isHeld: held.has(id) }));
}
