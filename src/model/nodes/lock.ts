import { DatabaseBatch } from '../../db/batch/database-batch.js';
import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { BadRequest, Forbidden, NotFound } from '../../errors.js';
import type { Viewer } from '../accounts/viewer.js';

/** The data of a node for operations that change it. The row of the node is locked until the transaction ends. */
export interface LockedNode {
  readonly id: number;
  readonly system_id: string;
  /** As stored. */
  readonly hostname: string;
  readonly status: number;
  readonly substatus: number | null;
  readonly owner_id: number | null;
  readonly owner: string | null;
  readonly architecture: string;
  readonly power_type: string;
  readonly power_parameters: Readonly<Record<string, unknown>>;
  /** The first MAC address of the node. */
  readonly mac_address: string | null;
}

/** Locks nodes in the order of ids, so that two bulk operations cannot deadlock. */
const lock = statement<[readonly string[]], LockedNode>(
  'node_lock',
  `SELECT n.id, n.system_id, n.hostname, n.status::int AS status, n.substatus::int AS substatus, n.owner_id,
     (SELECT u.username FROM users u WHERE u.id = n.owner_id) AS owner,
     n.architecture, n.power_type, n.power_parameters,
     (SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id LIMIT 1) AS mac_address
   FROM nodes n WHERE n.system_id = ANY($1::text[]) ORDER BY n.id FOR NO KEY UPDATE OF n`,
);

export function lockNodes(tx: Db, systemIds: readonly string[]): Promise<LockedNode[]> {
  return tx.sql(lock, systemIds);
}

const MOST_LOCKS = 50;
const locks = new DatabaseBatch(async (tx, systemIds: readonly string[]) => {
  const nodes = new Map((await lockNodes(tx, systemIds)).map((node) => [node.system_id, node]));
  return systemIds.map((systemId) => nodes.get(systemId));
}, MOST_LOCKS);

export function lockNode(tx: Db, systemId: string): Promise<LockedNode | undefined> {
  return locks.ask(tx, systemId);
}

/** Whether a user may change a node. Administrators may change any node, other users their own nodes. */
export function mayEdit(viewer: Viewer, node: Pick<LockedNode, 'owner_id'>): boolean {
  return viewer.isSuperuser || node.owner_id === viewer.id;
}

/** Whether a user sees a node in lists: nodes without an owner and own ones, an administrator all. */
export function maySee(viewer: Viewer, node: Pick<LockedNode, 'owner_id'>): boolean {
  return node.owner_id === null || mayEdit(viewer, node);
}

/** @throws NotFound; Forbidden for a node that `permits` refuses */
export async function lockEditableNode(
  tx: Db,
  viewer: Viewer,
  systemId: string,
  permits: (viewer: Viewer, node: LockedNode) => boolean = mayEdit,
): Promise<LockedNode> {
  const node = await lockExistingNode(tx, systemId);
  if (!permits(viewer, node)) throw new Forbidden('');
  return node;
}

/** @throws NotFound, Forbidden */
export async function lockAdministeredNode(tx: Db, viewer: Viewer, systemId: string): Promise<LockedNode> {
  const node = await lockExistingNode(tx, systemId);
  if (!viewer.isSuperuser) throw new Forbidden('');
  return node;
}

/** @throws NotFound */
export async function lockExistingNode(tx: Db, systemId: string): Promise<LockedNode> {
  const node = await lockNode(tx, systemId);
  if (!node) throw new NotFound();
  return node;
}

/**
 * Locks the nodes of a bulk operation.
 * @throws BadRequest with the unknown ids
 * @throws Forbidden with the nodes that `permits` refuses
 */
export async function lockBulkNodes(
  tx: Db,
  systemIds: readonly string[],
  permits: (node: LockedNode) => boolean,
): Promise<LockedNode[]> {
  const nodes = await lockNodes(tx, systemIds);
  checkBulkNodes(systemIds, nodes, permits);
  return nodes;
}

/**
 * Checks that a bulk operation has found all its nodes, and may use them.
 * @throws BadRequest with the unknown ids
 * @throws Forbidden with the nodes that `permits` refuses
 */
export function checkBulkNodes<Node extends Identified>(
  systemIds: readonly string[],
  nodes: readonly Node[],
  permits: (node: Node) => boolean,
): void {
  const unknown = listUnknownIds(systemIds, nodes);
  if (unknown.length > 0) throw new BadRequest(`Unknown node(s): ${unknown.join(', ')}.`);
  const refused = nodes.filter((node) => !permits(node)).map((node) => node.system_id);
  if (refused.length > 0)
    throw new Forbidden(`You don't have the required permission on the following node(s): ${refused.join(', ')}.`);
}

type Identified = Pick<LockedNode, 'system_id'>;

/** The ids without a node, each once. */
export function listUnknownIds(systemIds: readonly string[], nodes: readonly Identified[]): string[] {
  const known = new Set(nodes.map(({ system_id }) => system_id));
  return [...new Set(systemIds)].filter((systemId) => !known.has(systemId));
}
