import type { Db } from '../../db/database.js';
import { violatedConstraint, violatesReference } from '../../db/failure.js';
import { statement } from '../../db/statement.js';
import { Conflict, Invalid } from '../../errors.js';
import { withPrefix } from './address.js';
import { replaceMacs } from './macs.js';
import { NETWORK, type Network } from './view.js';

export interface NewNetwork {
  readonly name: string;
  /** Any address of the network. */
  readonly ip: string;
  readonly netmask: string;
  /** 0, like leaving it out: untagged. */
  readonly vlan_tag?: number | undefined;
  readonly description?: string | undefined;
  /** MAC addresses of nodes that are on the network. */
  readonly mac_addresses?: readonly string[] | undefined;
}

export type NetworkChanges = { readonly [Field in keyof NewNetwork]?: NewNetwork[Field] | undefined };

const insert = statement<[string, string, number | null, string], Network>(
  'network_insert',
  `INSERT INTO networks AS n (name, address, vlan_tag, description)
   VALUES ($1, network($2::inet)::inet, $3, $4) RETURNING ${NETWORK}`,
);

const update = statement<[number, string, string, number | null, string], Network>(
  'network_update',
  `UPDATE networks n SET name = $2, address = network($3::inet)::inet, vlan_tag = $4, description = $5
   WHERE n.id = $1 RETURNING ${NETWORK}`,
);

/** @throws Invalid when something about it is in use by another network */
export async function createNetwork(tx: Db, network: NewNetwork): Promise<Network> {
  const { name, description = '', mac_addresses: macs = [] } = network;
  const address = withPrefix(network.ip, network.netmask);
  await checkOverlap(tx, address);
  const created = await written(tx.sql(insert, name, address, network.vlan_tag || null, description));
  await replaceMacs(tx, created.id, macs);
  return created;
}

/** Changes what is given. @throws Invalid when something about it is in use by another network */
export async function updateNetwork(tx: Db, old: Network, changes: NetworkChanges): Promise<Network> {
  const { name = old.name, vlan_tag = old.vlan_tag, description = old.description, mac_addresses: macs } = changes;
  const address = withPrefix(changes.ip ?? old.ip, changes.netmask ?? old.netmask);
  await checkOverlap(tx, address, old.id);
  const updated = await written(tx.sql(update, old.id, name, address, vlan_tag || null, description));
  if (macs) await replaceMacs(tx, old.id, macs);
  return updated;
}

const overlapping = statement<[string, number | null], { name: string; same_base: boolean }>(
  'network_overlapping',
  `SELECT name, host(address) = host(network($1::inet)) AS same_base FROM networks
   WHERE address && network($1::inet)::inet AND id IS DISTINCT FROM $2::int
   ORDER BY same_base DESC, name LIMIT 1`,
);

/** The database itself refuses overlaps; this only finds out with which network. */
async function checkOverlap(tx: Db, address: string, ownId: number | null = null): Promise<void> {
  const [other] = await tx.sql(overlapping, address, ownId);
  if (!other) return;
  if (other.same_base) throw Invalid.field('ip', 'Network with this Ip already exists.');
  throw overlap(`This network would overlap with the network ${other.name}.`);
}

const overlap = (message: string): Invalid => new Invalid({ ip: [message], netmask: [message] });

async function written(write: Promise<Network[]>): Promise<Network> {
  try {
    const [network] = await write;
    if (!network) throw new Error('The network is not there.');
    return network;
  } catch (error) {
    const constraint = violatedConstraint(error);
    if (constraint === undefined) throw error;
    if (constraint === 'networks_name_key') throw Invalid.field('name', 'Network with this Name already exists.');
    if (constraint === 'networks_vlan_tag_key') {
      throw Invalid.field('vlan_tag', 'Network with this Vlan tag already exists.');
    }
    throw overlap('This network would overlap with another network.');
  }
}

/** Deletes a network, if there is one of this name. @throws Conflict while a node is attached to it */
export async function deleteNetwork(tx: Db, name: string): Promise<void> {
  try {
    await tx.prisma.network.deleteMany({ where: { name } });
  } catch (error) {
    if (!violatesReference(error)) throw error;
    throw new Conflict(`The network ${name} cannot be deleted: nodes are attached to it.`);
  }
}
