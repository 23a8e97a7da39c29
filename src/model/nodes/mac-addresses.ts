import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Invalid } from '../../errors.js';
import { badMac, normalMac } from '../../params/values.js';
import { NodeStatus } from '../statuses/node-status.js';

const add = statement<[number, readonly string[]], { mac: string }>(
  'mac_add',
  `INSERT INTO mac_addresses (mac, node_id)
   SELECT mac, $1 FROM unnest($2::text[]) WITH ORDINALITY AS given (mac, position) ORDER BY position
   ON CONFLICT (mac) DO NOTHING RETURNING mac`,
);

/** Adds MAC addresses (in stored form) to a node. @returns those that already belong to a node */
export async function addMacs(tx: Db, nodeId: number, macs: readonly string[]): Promise<string[]> {
  const added = new Set((await tx.sql(add, nodeId, macs)).map(({ mac }) => mac));
  return macs.filter((mac) => !added.has(mac));
}

/** @throws Invalid when the address is registered already, for this node or another */
export async function addMac(tx: Db, nodeId: number, mac: string): Promise<void> {
  const taken = await addMacs(tx, nodeId, [mac]);
  if (taken.length > 0) throw Invalid.field('mac_address', describeTakenMac(mac));
}

export const describeTakenMac = (mac: string): string => `MAC address ${mac} already in use.`;

const SHOWN = 10;

/**
 * Converts the MAC addresses of an enlisting machine to their stored form. Empty texts are dropped. All problems are in
 * one message: that of the only address, or the merged ones of several addresses (docs/contract/nodes.md E1).
 * @throws Invalid
 */
export function parseMacs(texts: readonly string[]): string[] {
  const given = texts.filter((text) => text !== '');
  if (given.length === 0) throw Invalid.field('mac_addresses', 'One or more MAC addresses are required.');
  const malformed = given.filter((text) => normalMac(text) === undefined).map(badMac);
  if (malformed.length > 0) throw Invalid.field('mac_addresses', describeMacProblems(given.length, malformed));
  const macs = given.flatMap((text) => normalMac(text) ?? []);
  const twice = macs.find((mac, index) => macs.indexOf(mac) !== index);
  if (twice) throw Invalid.field('mac_address', `MAC address ${twice} is given twice.`);
  return macs;
}

/** Merges messages about some of `count` addresses into one. */
export function describeMacProblems(count: number, messages: readonly string[]): string {
  const [only] = messages;
  if (count === 1 && only !== undefined) return only;
  const more = messages.length > SHOWN ? ` and ${messages.length - SHOWN} more` : '';
  return `One or more MAC addresses are invalid. (${messages.slice(0, SHOWN).join(' — ')}${more})`;
}

const registered = statement<[string], { registered: boolean }>(
  'mac_registered',
  `SELECT EXISTS (SELECT FROM mac_addresses m JOIN nodes n ON n.id = m.node_id
     WHERE m.mac = $1 AND n.status <> ${NodeStatus.RETIRED}) AS registered`,
);

/** Whether the address belongs to a node that is not retired. */
export async function isMacRegistered(db: Db, mac: string): Promise<boolean> {
  const [row] = await db.sql(registered, mac);
  return row?.registered ?? false;
}

/** Deletes a MAC address with its lease and its networks. @returns false when the node has no such address */
export async function deleteMac(tx: Db, nodeId: number, mac: string): Promise<boolean> {
  const deleted = await tx.sql(remove, nodeId, mac);
  return deleted.length > 0;
}

const remove = statement<[number, string], { id: number }>(
  'mac_delete',
  `WITH lease AS (
     DELETE FROM dhcp_leases l USING nodes n WHERE n.id = $1 AND l.nodegroup_id = n.nodegroup_id AND l.mac = $2)
   DELETE FROM mac_addresses WHERE node_id = $1 AND mac = $2 RETURNING id`,
);
