import type { Context } from '../../../api/operation/context.js';
import { type Cluster, readCluster } from '../../../model/clusters/cluster.js';
import { recordRegionUrl } from '../../../model/clusters/record-region-url.js';

/** The cluster that the path names, as the target of operations. @throws NotFound */
export function findClusterInPath({ db, arg }: Pick<Context, 'db' | 'arg'>): Promise<Cluster> {
  return readCluster(db, arg('uuid'));
}

/**
 * The cluster that the path names, as the target of its worker's reports. Without MAAS_URL, the URL of the report is
 * recorded as the one by which the cluster's nodes reach the region.
 * @throws NotFound
 */
export async function findReportingCluster({ db, arg, caller, links }: Context): Promise<Cluster> {
  const cluster = await readCluster(db, arg('uuid'));
  const isOwnWorker = caller.cluster?.id === cluster.id;
  if (isOwnWorker && links.publicUrl === undefined) await recordRegionUrl(db, cluster, links.region());
  return cluster;
}
