import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Conflict } from '../../../errors.js';
import { type NewEvent, recordEvent } from '../../../events/record.js';
import { IS_POWERING_OFF } from '../../../power/actions/releasing.js';
import { Substatus } from '../../../substatus.js';
import type { Viewer } from '../../accounts/viewer.js';
import { displayNodeStatus, NodeStatus, RELEASABLE_STATUSES } from '../../statuses/node-status.js';
import type { LockedNode } from '../lock.js';
import { releaseNodes } from './release.js';

const markBroken = statement<[number, string], never>(
  'node_mark_broken',
  `UPDATE nodes SET status = ${NodeStatus.FAILED_TESTS}, substatus = ${Substatus.BROKEN}, owner_id = NULL, token_id = NULL,
     error = $2, updated = now()
   WHERE id = $1`,
);

/**
 * Marks a node as broken, in any state, so that nobody acquires it. A node in use is released first. Clients of 1.0 see
 * a node that failed its tests.
 */
export async function markNodeBroken(tx: Db, viewer: Viewer, node: LockedNode, reason: string): Promise<void> {
  if (RELEASABLE_STATUSES.has(node.status)) await releaseNodes(tx, [node], viewer.username);
  await tx.sql(markBroken, node.id, reason);
  const description = reason === '' ? `By ${viewer.username}` : `By ${viewer.username}: ${reason}`;
  await record(tx, viewer, node, { level: 'WARNING', type: 'Node marked broken', description });
}

const markFixed = statement<[number], never>(
  'node_mark_fixed',
  `UPDATE nodes n SET status = ${NodeStatus.READY}, error = '', updated = now(),
     substatus = CASE WHEN ${IS_POWERING_OFF} THEN ${Substatus.RELEASING} END
   WHERE id = $1`,
);

/** Makes a broken node ready. @throws Conflict when the node is not broken */
export async function markNodeFixed(tx: Db, viewer: Viewer, node: LockedNode): Promise<void> {
  if (node.substatus !== Substatus.BROKEN) {
    const status = displayNodeStatus(node.status, node.owner);
    throw new Conflict(`Cannot mark node ${node.system_id} as fixed: it is not broken, but in state ${status}.`);
  }
  await tx.sql(markFixed, node.id);
  await record(tx, viewer, node, { level: 'INFO', type: 'Node marked fixed', description: `By ${viewer.username}` });
}

type Happening = Pick<NewEvent, 'level' | 'type' | 'description'>;

async function record(tx: Db, { username }: Viewer, { system_id: systemId }: LockedNode, event: Happening) {
  await recordEvent(tx, { ...event, systemId, username });
}
