import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Conflict, Invalid } from '../../../errors.js';
import { LEVELS } from '../../../events/level.js';
import type { Viewer } from '../../accounts/viewer.js';
import {
  ACCEPTED_STATUSES,
  COMMISSIONABLE_STATUSES,
  displayNodeStatus,
  NodeStatus,
} from '../../statuses/node-status.js';
import { type LockedNode, lockNodes } from '../lock.js';
import { type NodeRow, selectNodes } from '../view.js';
import { queuePower } from './power.js';

/** The timeout of commissioning. */
const TIMEOUT_MINUTES = 60;

const begin = statement<[readonly number[]], never>(
  'commissioning_begin',
  `WITH cleared AS (DELETE FROM commissioning_results WHERE node_id = ANY($1::int[])),
     left_behind AS (DELETE FROM node_user_data WHERE node_id = ANY($1::int[]))
   UPDATE nodes SET status = ${NodeStatus.COMMISSIONING}, substatus = NULL, updated = now() WHERE id = ANY($1::int[])`,
);

/**
 * Starts the commissioning of nodes. Earlier results and user data are deleted, so that the nodes get the user data of
 * commissioning. Nodes with power settings are powered on. A machine that is still on, such as after its enlistment, is
 * powered off before: a plain power-on would leave it alone.
 */
async function startCommissioning(tx: Db, nodes: readonly LockedNode[], requestedBy: string): Promise<void> {
  if (nodes.length === 0) return;
  await tx.sql(
    begin,
    nodes.map(({ id }) => id),
  );
  await queuePower(tx, nodes, 'cycle', requestedBy);
}

/**
 * Commissions a node, for the first time or again.
 * @throws Invalid (under `action`) when the caller is no administrator or the node's status does not permit it
 */
export async function commissionNode(tx: Db, viewer: Viewer, node: LockedNode): Promise<void> {
  if (!viewer.isSuperuser || !COMMISSIONABLE_STATUSES.has(node.status)) {
    throw Invalid.field('action', 'Commissioning is not permitted for this node or this user.');
  }
  await startCommissioning(tx, [node], viewer.username);
}

/**
 * Accepts enlisted nodes into the region. Nodes that are already accepted stay as they are.
 * @returns the nodes that changed
 * @throws Conflict with a node that cannot be accepted; then no node is accepted
 */
export async function acceptNodes(
  tx: Db,
  nodes: readonly LockedNode[],
  requestedBy: string,
): Promise<readonly LockedNode[]> {
  const wrong = nodes.find(({ status }) => status !== NodeStatus.DECLARED && !ACCEPTED_STATUSES.has(status));
  if (wrong) {
    const status = displayNodeStatus(wrong.status, wrong.owner);
    throw new Conflict(`Cannot accept node enlistment: node ${wrong.system_id} is in state ${status}.`);
  }
  const declared = nodes.filter(({ status }) => status === NodeStatus.DECLARED);
  await startCommissioning(tx, declared, requestedBy);
  return declared;
}

const declared = statement<[], { system_id: string }>(
  'nodes_declared',
  `SELECT system_id FROM nodes WHERE status = ${NodeStatus.DECLARED}`,
);

/** Accepts all declared nodes for an administrator, and none for other users. @returns the nodes' system_ids */
export async function acceptAllNodes(tx: Db, viewer: Viewer): Promise<string[]> {
  if (!viewer.isSuperuser) return [];
  const waiting = await tx.sql(declared);
  const nodes = await lockNodes(
    tx,
    waiting.map(({ system_id }) => system_id),
  );
  const still = nodes.filter(({ status }) => status === NodeStatus.DECLARED);
  const accepted = await acceptNodes(tx, still, viewer.username);
  return accepted.map(({ system_id }) => system_id);
}

const fail = statement<[], NodeRow>(
  'commissioning_fail_stale',
  `WITH stale AS (
     SELECT * FROM nodes WHERE status = ${NodeStatus.COMMISSIONING}
       AND updated <= now() - interval '${TIMEOUT_MINUTES} minutes'
     ORDER BY id FOR NO KEY UPDATE),
   failed AS (UPDATE nodes SET status = ${NodeStatus.FAILED_TESTS} WHERE id IN (SELECT id FROM stale)),
   recorded AS (
     INSERT INTO events (level, type, description, system_id)
     SELECT ${LEVELS.ERROR}, 'Commissioning failed', concat('Commissioning took longer than ${TIMEOUT_MINUTES} minutes. ',
       coalesce('The last output is that of ' || (SELECT r.name FROM commissioning_results r WHERE r.node_id = stale.id
         ORDER BY r.updated DESC, r.id DESC LIMIT 1) || '.', 'No script has sent its output.')), system_id
     FROM stale)
   ${selectNodes('stale')} ORDER BY n.id`,
);

/**
 * Fails nodes whose commissioning has timed out.
 * @returns these nodes as they were before
 */
export function failStaleCommissioning(db: Db): Promise<NodeRow[]> {
  return db.sql(fail);
}
