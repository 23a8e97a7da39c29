import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { NodeStatus } from '../../statuses/node-status.js';
import { NODE_FQDN } from '../view.js';
import { type NodeReference, prepareByReference } from './booting-node.js';
import { AWAITS_SYSTEM } from './deployed.js';

/** The metadata of a node. */
export interface NodeMetadata {
  readonly system_id: string;
  readonly hostname: string;
  /** The SSH keys of the node's owner, oldest first, unchanged. */
  readonly public_keys: readonly string[];
  readonly has_user_data: boolean;
  /** Whether this read is the first sign of the node's installed system. */
  readonly awaits_system: boolean;
}

const find = prepareByReference((id) =>
  statement<[string], NodeMetadata>(
    'node_metadata',
    `SELECT n.system_id, ${NODE_FQDN} AS hostname,
     ARRAY(SELECT k.key FROM ssh_keys k WHERE k.user_id = n.owner_id ORDER BY k.id) AS public_keys,
     n.status = ${NodeStatus.COMMISSIONING} OR EXISTS (SELECT FROM node_user_data d WHERE d.node_id = n.id) AS has_user_data,
     ${AWAITS_SYSTEM} AS awaits_system
   FROM nodes n JOIN nodegroups g ON g.id = n.nodegroup_id WHERE n.id = ${id}`,
  ),
);

export async function readNodeMetadata(db: Db, { by, value }: NodeReference): Promise<NodeMetadata | undefined> {
  const [node] = await db.sql(find[by], value);
  return node;
}

/** The user data of a node, unchanged; null when none is stored. */
export interface NodeUserData extends Pick<NodeMetadata, 'system_id' | 'awaits_system'> {
  readonly status: number;
  readonly data: Uint8Array | null;
}

/** One statement, so that a node with revoked credentials cannot read the user data of the next owner. */
const findUserData = prepareByReference((id) =>
  statement<[string], NodeUserData>(
    'node_user_data',
    `SELECT n.system_id, n.status::int AS status, d.data, ${AWAITS_SYSTEM} AS awaits_system
   FROM nodes n LEFT JOIN node_user_data d ON d.node_id = n.id WHERE n.id = ${id}`,
  ),
);

export async function readNodeUserData(db: Db, { by, value }: NodeReference): Promise<NodeUserData | undefined> {
  const [node] = await db.sql(findUserData[by], value);
  return node;
}
