import { type Keyed, lookUp } from '../../../db/batch/look-up.js';
import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';
import { Substatus } from '../../../substatus.js';
import { FAST_INSTALLER } from './installer.js';

/** The data of a node for the metadata service. */
export interface BootingNode {
  readonly id: number;
  readonly system_id: string;
  readonly status: number;
  readonly substatus: number | null;
  readonly owner: string | null;
  readonly architecture: string;
  /** True: curtin installs the node. False: the Debian installer does. */
  readonly fast_installer: boolean;
  /** The URL of the region that the node's cluster uses; "" for the default one. */
  readonly maas_url: string;
}

/** The reference to a node in a request: the key of the token that signed it, or a part of the path. */
export interface NodeReference {
  readonly by: 'token' | 'mac' | 'system_id';
  readonly value: string;
}

const KEYS = {
  token: `SELECT k.node_id, t.key FROM node_keys k JOIN tokens t ON t.id = k.token_id WHERE t.key = ANY($1::text[])`,
  mac: `SELECT m.node_id, m.mac AS key FROM mac_addresses m WHERE m.mac = ANY($1::text[])`,
  system_id: `SELECT s.id AS node_id, s.system_id AS key FROM nodes s WHERE s.system_id = ANY($1::text[])`,
};

/**
 * Makes something for each kind of reference. The values of the references are the first argument of its statements.
 * @param make gets SQL for the nodes `n` of the references, joined with `ref.key`, the value of the reference
 */
export function forReferences<Made>(make: (nodes: string) => Made): Readonly<Record<NodeReference['by'], Made>> {
  const makeFor = (keys: string) => make(`(${keys}) ref JOIN nodes n ON n.id = ref.node_id`);
  return { token: makeFor(KEYS.token), mac: makeFor(KEYS.mac), system_id: makeFor(KEYS.system_id) };
}

const booting = (nodes: string) => `SELECT ref.key, n.id, n.system_id, n.status::int AS status,
     n.substatus::int AS substatus,
     (SELECT u.username FROM users u WHERE u.id = n.owner_id) AS owner, n.architecture,
     ${FAST_INSTALLER} AS fast_installer, g.maas_url
   FROM ${nodes} JOIN nodegroups g ON g.id = n.nodegroup_id`;

type Row = BootingNode & Keyed<string>;
type Args = [keys: readonly string[]];

const read = forReferences((nodes) => lookUp(statement<Args, Row>('node_booting', booting(nodes))));
const lock = forReferences((nodes) =>
  statement<Args, Row>('node_booting_lock', `${booting(nodes)} FOR NO KEY UPDATE OF n`),
);

/** Reads the node of a reference; undefined when it does not exist. */
export function readBootingNode(db: Db, { by, value }: NodeReference): Promise<BootingNode | undefined> {
  return read[by].ask(db, value);
}

/** Reads the node of a reference and locks it until the transaction ends; undefined when it does not exist. */
export async function lockBootingNode(tx: Db, { by, value }: NodeReference): Promise<BootingNode | undefined> {
  const [node] = await tx.sql(lock[by], [value]);
  return node;
}

const set = statement<[number, boolean], never>('node_netboot', 'UPDATE nodes SET netboot = $2 WHERE id = $1');

export async function setNetboot(tx: Db, nodeId: number, netboot: boolean): Promise<void> {
  await tx.sql(set, nodeId, netboot);
}

const see = statement<[number], never>(
  'node_installer_seen',
  `UPDATE nodes SET installer_seen = true
   WHERE id = $1 AND substatus = ${Substatus.DEPLOYING} AND NOT installer_seen`,
);

/** Keeps that a node reads its preseed, for the event of a deployment that stops after that. */
export async function recordPreseedRead(db: Db, { id, substatus }: BootingNode): Promise<void> {
  if (substatus === Substatus.DEPLOYING) await db.sql(see, id);
}
