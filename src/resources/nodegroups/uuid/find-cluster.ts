import type { Context } from '../../../api/operation/operation.js';
import { type Cluster, readCluster } from '../../../model/clusters/cluster.js';

/** The cluster that the path names, as the target of operations. @throws NotFound */
export function findClusterInPath({ db, arg }: Pick<Context, 'db' | 'arg'>): Promise<Cluster> {
  return readCluster(db, arg('uuid'));
}
