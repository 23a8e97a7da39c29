import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';
import type { Viewer } from '../accounts/viewer.js';

/** A MAC address on a network. */
export interface ConnectedMac {
  readonly system_id: string;
  readonly mac: string;
}

const connected = statement<[number, number | null], ConnectedMac>(
  'network_macs',
  `SELECT node.system_id, m.mac FROM mac_networks mn
   JOIN mac_addresses m ON m.id = mn.mac_id JOIN nodes node ON node.id = m.node_id
   WHERE mn.network_id = $1 AND ($2::int IS NULL OR node.owner_id IS NULL OR node.owner_id = $2::int)
   ORDER BY lower(node.hostname), node.id, m.mac`,
);

/** The MAC addresses on the network that belong to nodes visible to the viewer, ordered by the nodes' hostnames. */
export function listConnectedMacs(db: Db, networkId: number, viewer: Viewer): Promise<ConnectedMac[]> {
  return db.sql(connected, networkId, viewer.isSuperuser ? null : viewer.id);
}

/** Finds and locks MAC addresses, so that none is deleted before it is connected. */
const find = statement<[readonly string[]], { id: number; mac: string }>(
  'network_macs_find',
  'SELECT id, mac FROM mac_addresses WHERE mac = ANY($1::text[]) ORDER BY id FOR KEY SHARE',
);

const connect = statement<[number, readonly number[]], never>(
  'network_macs_connect',
  `INSERT INTO mac_networks (network_id, mac_id) SELECT $1, unnest($2::int[]) ON CONFLICT DO NOTHING`,
);

const disconnect = statement<[number, readonly number[]], never>(
  'network_macs_disconnect',
  'DELETE FROM mac_networks WHERE network_id = $1 AND mac_id = ANY($2::int[])',
);

const disconnectOthers = statement<[number, readonly number[]], never>(
  'network_macs_disconnect_others',
  'DELETE FROM mac_networks WHERE network_id = $1 AND mac_id <> ALL($2::int[])',
);

/** @throws Invalid under `field` with the addresses that belong to no node */
export async function findMacIds(tx: Db, macs: readonly string[], field: string): Promise<number[]> {
  const found = await tx.sql(find, macs);
  const known = new Set(found.map(({ mac }) => mac));
  const unknown = [...new Set(macs)].filter((mac) => !known.has(mac)).sort();
  if (unknown.length > 0) throw Invalid.field(field, `Unknown MAC address(es): ${unknown.join(', ')}.`);
  return found.map(({ id }) => id);
}

/** Connects MAC addresses, all or none. @throws Invalid under `macs` naming unknown ones */
export async function connectMacs(tx: Db, networkId: number, macs: readonly string[]): Promise<void> {
  await tx.sql(connect, networkId, await findMacIds(tx, macs, 'macs'));
}

/** Disconnects MAC addresses, all or none. @throws Invalid under `macs` naming unknown ones */
export async function disconnectMacs(tx: Db, networkId: number, macs: readonly string[]): Promise<void> {
  await tx.sql(disconnect, networkId, await findMacIds(tx, macs, 'macs'));
}

/** Makes these the only MAC addresses on the network. @throws Invalid under `mac_addresses` naming unknown ones */
export async function replaceConnectedMacs(tx: Db, networkId: number, macs: readonly string[]): Promise<void> {
  const ids = await findMacIds(tx, macs, 'mac_addresses');
  await tx.sql(disconnectOthers, networkId, ids);
  await tx.sql(connect, networkId, ids);
}
