import type { Db } from '../../db/database.js';
import { findViolatedConstraint, isReferenceViolation } from '../../db/database-failure.js';
import { statement } from '../../db/statement.js';
import { Conflict, Invalid } from '../../errors.js';
import type { Problems } from '../../params/problems.js';
import { addPrefixLength } from './address.js';
import { findMacIds, replaceConnectedMacs } from './macs.js';
import { NETWORK_COLUMNS, type Network } from './view.js';

export interface NewNetwork {
  readonly name: string;
  /** Any address of the network. */
  readonly ip: string;
  readonly netmask: string;
  /** 0 or undefined: untagged. */
  readonly vlan_tag?: number | undefined;
  readonly description?: string | undefined;
  /** MAC addresses of nodes that are on the network. */
  readonly mac_addresses?: readonly string[] | undefined;
}

export type NetworkChanges = { readonly [Field in keyof NewNetwork]?: NewNetwork[Field] | undefined };

const insert = statement<[string, string, number | null, string], Network>(
  'network_insert',
  `INSERT INTO networks AS n (name, address, vlan_tag, description)
   VALUES ($1, network($2::inet)::inet, $3, $4) RETURNING ${NETWORK_COLUMNS}`,
);

const update = statement<[number, string, string, number | null, string], Network>(
  'network_update',
  `UPDATE networks n SET name = $2, address = network($3::inet)::inet, vlan_tag = $4, description = $5
   WHERE n.id = $1 RETURNING ${NETWORK_COLUMNS}`,
);

type Settings = Required<Omit<NewNetwork, 'mac_addresses'>> & Pick<NewNetwork, 'mac_addresses'>;

const UNSET = { name: '', ip: '', netmask: '', vlan_tag: 0, description: '' };

/**
 * Checks the attributes that must be unique among networks, as far as single fields are valid.
 * @param old undefined for a new network
 * @param changes undefined members are absent, or invalid by themselves
 */
export async function checkNetwork(
  tx: Db,
  old: Network | undefined,
  changes: NetworkChanges,
  problems: Problems,
): Promise<void> {
  const { name, ip, netmask, vlan_tag, mac_addresses } = settingsOf(old, changes);
  if (ip !== '' && netmask !== '' && !problems.has('ip') && !problems.has('netmask')) {
    await problems.collect(async () => checkOverlap(tx, addPrefixLength(ip, netmask), old?.id));
  }
  const [used] = await tx.sql(taken, name, vlan_tag || null, old?.id ?? null);
  if (used?.name) problems.add('name', NAME_TAKEN);
  if (used?.vlan_tag) problems.add('vlan_tag', VLAN_TAKEN);
  if (mac_addresses) await problems.collect(() => findMacIds(tx, mac_addresses, 'mac_addresses'));
}

function settingsOf(old: Network | undefined, changes: NetworkChanges): Settings {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...UNSET, ...(old && { ...old, vlan_tag: old.vlan_tag ?? 0 }), ...Object.fromEntries(given) };
}

const taken = statement<[string, number | null, number | null], { name: boolean; vlan_tag: boolean }>(
  'network_taken',
  `SELECT EXISTS (SELECT FROM networks WHERE name = $1 AND id IS DISTINCT FROM $3::int) AS name,
     EXISTS (SELECT FROM networks WHERE vlan_tag = $2::int AND id IS DISTINCT FROM $3::int) AS vlan_tag`,
);

/** @throws Invalid when another network has taken a unique attribute since `checkNetwork` */
export async function createNetwork(tx: Db, network: NewNetwork): Promise<Network> {
  const { name, ip, netmask, vlan_tag, description, mac_addresses = [] } = settingsOf(undefined, network);
  const created = await written(tx.sql(insert, name, addPrefixLength(ip, netmask), vlan_tag || null, description));
  await replaceConnectedMacs(tx, created.id, mac_addresses);
  return created;
}

/** Changes the given attributes of a network. @throws Invalid as `createNetwork` */
export async function updateNetwork(tx: Db, old: Network, changes: NetworkChanges): Promise<Network> {
  const { name, ip, netmask, vlan_tag, description, mac_addresses } = settingsOf(old, changes);
  const updated = await written(
    tx.sql(update, old.id, name, addPrefixLength(ip, netmask), vlan_tag || null, description),
  );
  if (mac_addresses) await replaceConnectedMacs(tx, old.id, mac_addresses);
  return updated;
}

const overlapping = statement<[string, number | null], { name: string; same_base: boolean }>(
  'network_overlapping',
  `SELECT name, host(address) = host(network($1::inet)) AS same_base FROM networks
   WHERE address && network($1::inet)::inet AND id IS DISTINCT FROM $2::int
   ORDER BY same_base DESC, name LIMIT 1`,
);

/** Finds the network that overlaps with an address. The database itself refuses overlaps too. @throws Invalid */
async function checkOverlap(tx: Db, address: string, ownId: number | null = null): Promise<void> {
  const [other] = await tx.sql(overlapping, address, ownId);
  if (!other) return;
  if (other.same_base) throw Invalid.field('ip', 'Network with this Ip already exists.');
  throw overlap(`This network would overlap with the network ${other.name}.`);
}

const overlap = (message: string): Invalid => new Invalid({ ip: [message], netmask: [message] });
const NAME_TAKEN = 'Network with this Name already exists.';
const VLAN_TAKEN = 'Network with this Vlan tag already exists.';

async function written(write: Promise<Network[]>): Promise<Network> {
  try {
    const [network] = await write;
    if (!network) throw new Error('The network is not there.');
    return network;
  } catch (error) {
    const constraint = findViolatedConstraint(error);
    if (constraint === undefined) throw error;
    if (constraint === 'networks_name_key') throw Invalid.field('name', NAME_TAKEN);
    if (constraint === 'networks_vlan_tag_key') throw Invalid.field('vlan_tag', VLAN_TAKEN);
    throw overlap('This network would overlap with another network.');
  }
}

/** Deletes the network with this name, if it exists. @throws Conflict while a node is attached to the network */
export async function deleteNetwork(tx: Db, name: string): Promise<void> {
  try {
    await tx.prisma.network.deleteMany({ where: { name } });
  } catch (error) {
    if (!isReferenceViolation(error)) throw error;
    throw new Conflict(`The network ${name} cannot be deleted: nodes are attached to it.`);
  }
}
