import type { Db } from '../../../db/database.js';
import { firstRow } from '../../../db/first-row.js';
import { statement } from '../../../db/statement.js';
import { ADDRESS_NAMES, type InterfaceSettings } from './fields.js';

/** A network interface of a cluster. */
export interface ClusterInterface extends InterfaceSettings {
  readonly id: number;
}

/** Columns of a `ClusterInterface`. */
export const INTERFACE_COLUMNS = `id, interface, management::int AS management,
  ${['ip', ...ADDRESS_NAMES].map((column) => `host(${column}) AS ${column}`).join(', ')}`;
const SELECT = `SELECT ${INTERFACE_COLUMNS} FROM nodegroup_interfaces WHERE nodegroup_id = $1`;

const all = statement<[number], ClusterInterface>('cluster_interfaces', `${SELECT} ORDER BY id`);
const one = statement<[number, string], ClusterInterface>('cluster_interface', `${SELECT} AND interface = $2`);
const lock = statement<[number, string], ClusterInterface>(
  'cluster_interface_lock',
  `${SELECT} AND interface = $2 FOR UPDATE`,
);

/** The network interfaces of a cluster, the oldest first. */
export function listInterfaces(db: Db, nodegroupId: number): Promise<ClusterInterface[]> {
  return db.sql(all, nodegroupId);
}

/** @throws NotFound */
export function readInterface(db: Db, nodegroupId: number, name: string): Promise<ClusterInterface> {
  return firstRow(db.sql(one, nodegroupId, name));
}

/** Reads and locks an interface until the transaction ends. @throws NotFound */
export function lockInterface(tx: Db, nodegroupId: number, name: string): Promise<ClusterInterface> {
  return firstRow(tx.sql(lock, nodegroupId, name));
}

const remove = statement<[number, string], ClusterInterface>(
  'cluster_interface_delete',
  `DELETE FROM nodegroup_interfaces WHERE nodegroup_id = $1 AND interface = $2 RETURNING ${INTERFACE_COLUMNS}`,
);

/** @throws NotFound */
export async function deleteInterface(tx: Db, nodegroupId: number, name: string): Promise<void> {
  await firstRow(tx.sql(remove, nodegroupId, name));
}

const setForeignDhcp = statement<[number, string | null], ClusterInterface>(
  'cluster_interface_foreign_dhcp',
  `UPDATE nodegroup_interfaces SET foreign_dhcp_ip = $2::inet WHERE id = $1 RETURNING ${INTERFACE_COLUMNS}`,
);

/** Stores the address of a foreign DHCP server on an interface's network; null for none. @throws NotFound */
export function recordForeignDhcp(tx: Db, id: number, server: string | null): Promise<ClusterInterface> {
  return firstRow(tx.sql(setForeignDhcp, id, server));
}
