import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { FAST_INSTALLER } from './installer.js';

/** A node as the metadata service meets it. */
export interface BootingNode {
  readonly id: number;
  readonly system_id: string;
  readonly status: number;
  readonly owner: string | null;
  readonly architecture: string;
  /** Whether it is installed by curtin; else it is by the Debian installer. */
  readonly fast_installer: boolean;
  /** The URL of the region that its cluster uses; "" for the default one. */
  readonly maas_url: string;
}

/** How a request to the metadata service names its node: by the key of the token that signed it, or in its path. */
export interface NodeReference {
  readonly by: 'token' | 'mac' | 'system_id';
  readonly value: string;
}

const ID = {
  token: '(SELECT k.node_id FROM node_keys k JOIN tokens t ON t.id = k.token_id WHERE t.key = $1)',
  mac: '(SELECT m.node_id FROM mac_addresses m WHERE m.mac = $1)',
  system_id: '(SELECT s.id FROM nodes s WHERE s.system_id = $1)',
};

/**
 * One statement for each kind of reference; its value is the first argument.
 * @param make makes the statement, given the id of the node that is meant
 */
export function byReference<Made>(make: (id: string) => Made): Readonly<Record<NodeReference['by'], Made>> {
  return { token: make(ID.token), mac: make(ID.mac), system_id: make(ID.system_id) };
}

const booting = (id: string) => `SELECT n.id, n.system_id, n.status::int AS status,
     (SELECT u.username FROM users u WHERE u.id = n.owner_id) AS owner, n.architecture,
     ${FAST_INSTALLER} AS fast_installer, g.maas_url
   FROM nodes n JOIN nodegroups g ON g.id = n.nodegroup_id WHERE n.id = ${id}`;

const read = byReference((id) => statement<[string], BootingNode>('node_booting', booting(id)));
const lock = byReference((id) =>
  statement<[string], BootingNode>('node_booting_lock', `${booting(id)} FOR NO KEY UPDATE OF n`),
);

/** The node that is meant, as it is at this moment; undefined when there is none. */
export async function readBootingNode(db: Db, { by, value }: NodeReference): Promise<BootingNode | undefined> {
  const [node] = await db.sql(read[by], value);
  return node;
}

/** The node that is meant, locked until the transaction ends; undefined when there is none. */
export async function lockBootingNode(tx: Db, { by, value }: NodeReference): Promise<BootingNode | undefined> {
  const [node] = await tx.sql(lock[by], value);
  return node;
}

const set = statement<[number, boolean], never>('node_netboot', 'UPDATE nodes SET netboot = $2 WHERE id = $1');

export async function setNetboot(tx: Db, nodeId: number, netboot: boolean): Promise<void> {
  await tx.sql(set, nodeId, netboot);
}
