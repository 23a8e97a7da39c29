import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';
import { Conflict, Invalid } from '../../errors.js';
import { ClusterStatus } from '../statuses/cluster-status.js';
import { InterfaceManagement } from '../statuses/interface-management.js';

/** The master is the cluster with the lowest id. Everything without another cluster belongs to the master. */
const master = statement<[], { id: number }>('nodegroup_master', 'SELECT id FROM nodegroups ORDER BY id LIMIT 1');

export async function findMasterClusterId(db: Db): Promise<number> {
  const [row] = await db.sql(master);
  if (!row) throw new Error('There is no master cluster.');
  return row.id;
}

const named = statement<[string], { id: number }>(
  'nodegroup_named',
  `SELECT id FROM nodegroups WHERE uuid = $1 OR cluster_name = $1 OR id::text = $1 ORDER BY uuid <> $1, id LIMIT 1`,
);

/** The cluster with this id, uuid or cluster name; the master for an empty text. @throws Invalid under `nodegroup` */
export async function findNamedClusterId(db: Db, text: string): Promise<number> {
  if (text === '') return findMasterClusterId(db);
  const [row] = await db.sql(named, text);
  if (!row) throw Invalid.field('nodegroup', `Invalid nodegroup: ${text}.`);
  return row.id;
}

/** A cluster and how its nodes reach the region. */
export interface SurroundingCluster {
  readonly id: number;
  /** The URL by which the cluster reaches the region; "" for the default one. */
  readonly maas_url: string;
}

const around = statement<[string], SurroundingCluster & { managed: boolean }>(
  'nodegroup_around',
  `SELECT g.id, g.maas_url, bool_or(i.management <> ${InterfaceManagement.UNMANAGED}) AS managed
   FROM nodegroup_interfaces i JOIN nodegroups g ON g.id = i.nodegroup_id AND g.status = ${ClusterStatus.ACCEPTED}
   WHERE i.subnet_mask IS NOT NULL AND family(i.ip) = family($1::inet) AND family(i.subnet_mask) = family(i.ip)
     AND (i.ip & i.subnet_mask) = ($1::inet & i.subnet_mask)
   GROUP BY g.id ORDER BY max(i.management) DESC, g.id`,
);

/**
 * The accepted cluster in whose network an address is. Clusters that manage the network come first
 * (docs/contract/nodes.md E3). Pending clusters are ignored, as anybody can register a cluster with any networks.
 * @throws Conflict when several clusters manage a network with this address
 */
export async function findSurroundingCluster(db: Db, address: string): Promise<SurroundingCluster | undefined> {
  const rows = await db.sql(around, address);
  if (rows.filter(({ managed }) => managed).length > 1) {
    throw new Conflict(`Several clusters manage the network of ${address}.`);
  }
  return rows[0];
}

/** The id of the cluster around an address. @throws Conflict */
export async function findSurroundingClusterId(db: Db, address: string): Promise<number | undefined> {
  return (await findSurroundingCluster(db, address))?.id;
}

/** The URL of the region as the cluster around an address reaches it; "" for the default one. @throws Conflict */
export async function findSurroundingRegionUrl(db: Db, address: string): Promise<string> {
  return (await findSurroundingCluster(db, address))?.maas_url ?? '';
}
