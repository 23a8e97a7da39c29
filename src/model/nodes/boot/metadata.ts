import { type Keyed, lookUp } from '../../../db/batch/look-up.js';
import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { NodeStatus } from '../../statuses/node-status.js';
import { NODE_FQDN } from '../view.js';
import { forReferences, type NodeReference } from './booting-node.js';
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

const find = forReferences((nodes) =>
  lookUp(
    statement<[readonly string[]], NodeMetadata & Keyed<string>>(
      'node_metadata',
      `SELECT ref.key, n.system_id, ${NODE_FQDN} AS hostname,
     ARRAY(SELECT k.key FROM ssh_keys k WHERE k.user_id = n.owner_id ORDER BY k.id) AS public_keys,
     n.status = ${NodeStatus.COMMISSIONING} OR EXISTS (SELECT FROM node_user_data d WHERE d.node_id = n.id) AS has_user_data,
     ${AWAITS_SYSTEM} AS awaits_system
   FROM ${nodes} JOIN nodegroups g ON g.id = n.nodegroup_id`,
    ),
  ),
);

export function readNodeMetadata(db: Db, { by, value }: NodeReference): Promise<NodeMetadata | undefined> {
  return find[by].ask(db, value);
}

/** The user data of a node, unchanged; null when none is stored. */
export interface NodeUserData extends Pick<NodeMetadata, 'system_id' | 'awaits_system'> {
  readonly status: number;
  readonly data: Uint8Array | null;
}

interface SmallUserData extends NodeUserData, Keyed<string> {
  /** The stored data is too large to be read here. */
  readonly is_large: boolean;
}

/** The most bytes that are read together with the data of other nodes. */
const SMALL = 65_536;

// One statement, so that a node with revoked credentials cannot read the user data of the next owner.
const USER_DATA = (nodes: string) => `${nodes} LEFT JOIN node_user_data d ON d.node_id = n.id`;

const findSmallUserData = forReferences((nodes) =>
  lookUp(
    statement<[readonly string[]], SmallUserData>(
      'node_user_data_small',
      `SELECT ref.key, n.system_id, n.status::int AS status, ${AWAITS_SYSTEM} AS awaits_system,
     coalesce(octet_length(d.data) > ${SMALL}, false) AS is_large,
     CASE WHEN octet_length(d.data) <= ${SMALL} THEN d.data END AS data FROM ${USER_DATA(nodes)}`,
    ),
  ),
);

const findUserData = forReferences((nodes) =>
  statement<[readonly string[]], NodeUserData>(
    'node_user_data',
    `SELECT n.system_id, n.status::int AS status, d.data, ${AWAITS_SYSTEM} AS awaits_system FROM ${USER_DATA(nodes)}`,
  ),
);

export async function readNodeUserData(db: Db, { by, value }: NodeReference): Promise<NodeUserData | undefined> {
  const small = await findSmallUserData[by].ask(db, value);
  if (!small?.is_large) return small;
  const [node] = await db.sql(findUserData[by], [value]);
  return node;
}
