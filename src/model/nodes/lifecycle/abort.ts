import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Conflict } from '../../../errors.js';
import { recordEvent } from '../../../events/record.js';
import { Substatus } from '../../../substatus.js';
import type { Viewer } from '../../accounts/viewer.js';
import { displayNodeStatus, NodeStatus } from '../../statuses/node-status.js';
import type { LockedNode } from '../lock.js';
import { queuePower } from './power.js';

const abort = statement<[number, number], never>(
  'node_abort',
  'UPDATE nodes SET status = $2, substatus = NULL, netboot = true, updated = now() WHERE id = $1',
);

/**
 * Aborts the commissioning or the deployment of a node, and powers the node off. The node is declared again, or
 * allocated and not started.
 * @throws Conflict when the node is in another state
 */
export async function abortOperation(tx: Db, viewer: Viewer, node: LockedNode): Promise<void> {
  const { operation, before } = findOperation(node);
  await tx.sql(abort, node.id, before);
  await queuePower(tx, [node], 'off', viewer.username);
  await recordEvent(tx, {
    level: 'WARNING',
    type: `${operation} aborted`,
    description: `By ${viewer.username}`,
    systemId: node.system_id,
    username: viewer.username,
  });
}

/** The running operation of a node, and the status without it. @throws Conflict */
function findOperation({ system_id, status, substatus, owner }: LockedNode) {
  if (status === NodeStatus.COMMISSIONING) return { operation: 'Commissioning', before: NodeStatus.DECLARED };
  if (substatus === Substatus.DEPLOYING) return { operation: 'Deployment', before: NodeStatus.ALLOCATED };
  throw new Conflict(
    `Cannot abort in current state: node ${system_id} is in state ${displayNodeStatus(status, owner)}.`,
  );
}
