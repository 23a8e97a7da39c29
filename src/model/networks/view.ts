import type { Db } from '../../db/database.js';
import { firstRow } from '../../db/first-row.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';

/** A network as the API shows it, without its URI. */
export interface Network {
  readonly id: number;
  readonly name: string;
  /** Base address */
  readonly ip: string;
  /** In the form of an address, for IPv6 too. */
  readonly netmask: string;
  /** Null: untagged. */
  readonly vlan_tag: number | null;
  readonly description: string;
}

/** Columns of a Network, of the table `networks n`. */
export const NETWORK_COLUMNS = `n.id, n.name, host(n.address) AS ip, host(netmask(n.address)) AS netmask,
  n.vlan_tag::int AS vlan_tag, n.description`;

const byName = statement<[string], Network>(
  'network_read',
  `SELECT ${NETWORK_COLUMNS} FROM networks n WHERE n.name = $1`,
);

const lock = statement<[string], Network>('network_lock', `${byName.text} FOR NO KEY UPDATE`);

/** @throws NotFound */
export function readNetwork(db: Db, name: string): Promise<Network> {
  return firstRow(db.sql(byName, name));
}

/** Reads and locks a network until the transaction ends. @throws NotFound */
export function lockNetwork(tx: Db, name: string): Promise<Network> {
  return firstRow(tx.sql(lock, name));
}

const list = statement<[], Network>('network_list', `SELECT ${NETWORK_COLUMNS} FROM networks n ORDER BY n.name`);

const common = statement<[readonly string[]], Network>(
  'network_list_common',
  `SELECT ${NETWORK_COLUMNS} FROM networks n
   WHERE cardinality($1::text[]) = (
     SELECT count(DISTINCT node.id) FROM mac_networks mn
     JOIN mac_addresses m ON m.id = mn.mac_id JOIN nodes node ON node.id = m.node_id
     WHERE mn.network_id = n.id AND node.system_id = ANY($1::text[]))
   ORDER BY n.name`,
);

/**
 * Networks by name. With nodes, only the networks to which all of these nodes, of any owners, are attached.
 * @throws Invalid under `node` with the nodes that do not exist
 */
export async function listNetworks(db: Db, systemIds: readonly string[]): Promise<Network[]> {
  const wanted = [...new Set(systemIds)];
  if (wanted.length === 0) return db.sql(list);
  const known = await db.prisma.node.findMany({ where: { systemId: { in: wanted } }, select: { systemId: true } });
  const unknown = wanted.filter((systemId) => !known.some((node) => node.systemId === systemId));
  if (unknown.length > 0) throw Invalid.field('node', `Unknown node(s): ${unknown.join(', ')}.`);
  return db.sql(common, wanted);
}
