import type { Db } from '../../db/database.js';
import { firstRow } from '../../db/first-row.js';
import { type Sql, statement } from '../../db/statement.js';
import { NotFound } from '../../errors.js';
import type { Viewer } from '../accounts/viewer.js';

export const CLUSTER_UUID_LENGTH = 36;
/** The greatest length of the name of a DNS zone. */
export const CLUSTER_DOMAIN_LENGTH = 80;
export const CLUSTER_NAME_LENGTH = 100;

/** A cluster. The API calls it a nodegroup. */
export interface Cluster {
  readonly id: number;
  readonly uuid: string;
  readonly status: number;
  /** The DNS zone of its nodes. */
  readonly name: string;
  readonly clusterName: string;
  /** The key of the token that the cluster's worker signs with. */
  readonly workerKey: string;
  /** The URL by which the cluster and its nodes reach the region; "" while unknown. */
  readonly maasUrl: string;
  /** SHA-256 (hex) of the secret by which the cluster claims its key; null: it has none. */
  readonly claimHash: string | null;
}

const SELECT = `SELECT g.id, g.uuid, g.status::int AS status, g.name, g.cluster_name AS "clusterName",
  t.key AS "workerKey", g.maas_url AS "maasUrl", g.claim_hash AS "claimHash"
FROM nodegroups g JOIN tokens t ON t.id = g.token_id`;

const all = statement<[], Cluster>('clusters', `${SELECT} ORDER BY g.id`);
const byUuid = statement<[string], Cluster>('cluster', `${SELECT} WHERE g.uuid = $1`);

/** All clusters, the oldest first. */
export function listClusters(db: Db): Promise<Cluster[]> {
  return db.sql(all);
}

export async function findCluster(db: Sql, uuid: string): Promise<Cluster | undefined> {
  const [cluster] = await db.sql(byUuid, uuid);
  return cluster;
}

/** @throws NotFound */
export async function readCluster(db: Sql, uuid: string): Promise<Cluster> {
  const cluster = await findCluster(db, uuid);
  if (!cluster) throw new NotFound();
  return cluster;
}

const lock = statement<[string], { id: number }>(
  'cluster_lock',
  'SELECT id FROM nodegroups WHERE uuid = $1 FOR NO KEY UPDATE',
);

/** Reads and locks a cluster until the transaction ends. @throws NotFound */
export async function lockCluster(tx: Sql, uuid: string): Promise<Cluster> {
  await firstRow(tx.sql(lock, uuid));
  return readCluster(tx, uuid);
}

const nodesOf = statement<[number], { system_id: string }>(
  'cluster_nodes',
  'SELECT system_id FROM nodes WHERE nodegroup_id = $1 ORDER BY id',
);

/** The system_ids of a cluster's nodes, in order of creation. */
export async function listClusterNodes(db: Db, { id }: Pick<Cluster, 'id'>): Promise<string[]> {
  const rows = await db.sql(nodesOf, id);
  return rows.map(({ system_id }) => system_id);
}

/** The nodes of a cluster. */
export interface ClusterNodes {
  /** The uuid of the cluster */
  readonly uuid: string;
  /** Their system_ids, in order of creation */
  readonly nodes: string[];
}

const nodesOfAll = statement<[number | null], ClusterNodes>(
  'clusters_nodes',
  `SELECT g.uuid, array_agg(n.system_id ORDER BY n.id) AS nodes FROM nodegroups g JOIN nodes n ON n.nodegroup_id = g.id
   WHERE $1::int IS NULL OR n.owner_id IS NULL OR n.owner_id = $1::int GROUP BY g.id ORDER BY g.id`,
);

/** For each cluster, its nodes that the viewer sees. Clusters without any are left out. */
export function listNodesByCluster(db: Db, viewer: Viewer): Promise<ClusterNodes[]> {
  return db.sql(nodesOfAll, viewer.isSuperuser ? null : viewer.id);
}
