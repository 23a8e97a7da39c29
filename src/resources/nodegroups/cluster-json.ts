import { z } from 'zod';
import type { Caller } from '../../api/operation/caller.js';
import type { Cluster } from '../../model/clusters/cluster.js';

export const clusterShape = z.object({
  cluster_name: z.string(),
  status: z.number().int(),
  name: z.string(),
  uuid: z.string(),
  maas_url: z.string().optional().describe('The URL by which its nodes reach the region. Only administrators see it.'),
});

export function clusterJson(cluster: Cluster, { user }: Pick<Caller, 'user'>): z.infer<typeof clusterShape> {
  const { uuid, status, name, clusterName, maasUrl } = cluster;
  return { cluster_name: clusterName, status, name, uuid, ...(user?.isSuperuser && { maas_url: maasUrl }) };
}
