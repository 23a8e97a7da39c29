import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Conflict } from '../../../errors.js';
import { displayNodeStatus, NodeStatus } from '../../statuses/node-status.js';
import { deleteNodeKeys } from '../boot/node-key.js';
import type { LockedNode } from '../lock.js';

/** Deletes a node. The cascade deletes its MAC addresses, their leases, its results and its user data. */
const remove = statement<[number], never>(
  'node_delete',
  `WITH leases AS (
     DELETE FROM dhcp_leases l USING mac_addresses m, nodes n
     WHERE n.id = $1 AND m.node_id = n.id AND l.mac = m.mac AND l.nodegroup_id = n.nodegroup_id)
   DELETE FROM nodes WHERE id = $1`,
);

/** Deletes a node with its credentials. @throws Conflict when the node is allocated */
export async function deleteNode(tx: Db, node: LockedNode): Promise<void> {
  if (node.status === NodeStatus.ALLOCATED) {
    const status = displayNodeStatus(node.status, node.owner);
    throw new Conflict(`Cannot delete node ${node.system_id}: node is in state ${status}.`);
  }
  await deleteNodeKeys(tx, [node.id]);
  await tx.sql(remove, node.id);
}
