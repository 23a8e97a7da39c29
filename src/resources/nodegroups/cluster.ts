import { z } from 'zod';
import type { Context } from '../../api/operation/operation.js';
import { NotFound } from '../../errors.js';
import { type Cluster, readCluster } from '../../model/clusters/cluster.js';
import { pathId } from '../../params/values.js';

/** The cluster that the path names, as the target of operations. @throws NotFound */
export function findCluster({ db, arg }: Pick<Context, 'db' | 'arg'>): Promise<Cluster> {
  return readCluster(db, arg('uuid'));
}

export const clusterShape = z.object({
  cluster_name: z.string(),
  status: z.number().int(),
  name: z.string(),
  uuid: z.string(),
});

export function clusterJson({ uuid, status, name, clusterName }: Cluster): z.infer<typeof clusterShape> {
  return { cluster_name: clusterName, status, name, uuid };
}

/** The type of the short texts that operations of clusters answer. */
export const SHORT_TEXT = 'text/html; charset=utf-8';

/** The id that the path gives to one of a cluster's things. @throws NotFound for what cannot be one */
export function itemId({ arg }: Pick<Context, 'arg'>, argument = 'id'): number {
  const id = pathId(arg(argument));
  if (id === undefined) throw new NotFound();
  return id;
}
