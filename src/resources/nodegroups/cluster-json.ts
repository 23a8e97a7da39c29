import { z } from 'zod';
import type { Cluster } from '../../model/clusters/cluster.js';

export const clusterShape = z.object({
  cluster_name: z.string(),
  status: z.number().int(),
  name: z.string(),
  uuid: z.string(),
});

export function clusterJson({ uuid, status, name, clusterName }: Cluster): z.infer<typeof clusterShape> {
  return { cluster_name: clusterName, status, name, uuid };
}
