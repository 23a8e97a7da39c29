import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';

/** A node as the metadata service meets it. */
export interface BootingNode {
  readonly id: number;
  readonly system_id: string;
  readonly status: number;
  readonly owner: string | null;
  /** The URL of the region that its cluster uses; "" for the default one. */
  readonly maas_url: string;
}

const COLUMNS = `n.id, n.system_id, n.status::int AS status,
  (SELECT u.username FROM users u WHERE u.id = n.owner_id) AS owner, g.maas_url`;

/** Selects a BootingNode by a condition on node `n`, locked for the time of the transaction. */
export const selectBootingNode = (condition: string): string =>
  `SELECT ${COLUMNS} FROM nodes n JOIN nodegroups g ON g.id = n.nodegroup_id WHERE ${condition} FOR NO KEY UPDATE OF n`;

const find = statement<[string], BootingNode>('node_booting', selectBootingNode('n.system_id = $1'));

export async function findBootingNode(tx: Db, systemId: string): Promise<BootingNode | undefined> {
  const [node] = await tx.sql(find, systemId);
  return node;
}

const set = statement<[number, boolean], never>('node_netboot', 'UPDATE nodes SET netboot = $2 WHERE id = $1');

export async function setNetboot(tx: Db, nodeId: number, netboot: boolean): Promise<void> {
  await tx.sql(set, nodeId, netboot);
}
