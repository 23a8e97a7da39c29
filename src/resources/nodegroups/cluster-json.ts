import { z } from 'zod';
import type { Caller } from '../../api/operation/caller.js';
import { claimCode } from '../../model/clusters/claim-code.js';
import type { Cluster } from '../../model/clusters/cluster.js';

export const clusterShape = z.object({
  cluster_name: z.string(),
  status: z.number().int(),
  name: z.string(),
  uuid: z.string(),
  claim_code: z.string().optional(),
});

/** A cluster as a caller sees it. Administrators see the claim code of a cluster that registered with a hash. */
export function clusterJson(cluster: Cluster, { user }: Caller): z.infer<typeof clusterShape> {
  const { uuid, status, name, clusterName, claimHash } = cluster;
  const shown = { cluster_name: clusterName, status, name, uuid };
  return claimHash !== null && user?.isSuperuser ? { ...shown, claim_code: claimCode(claimHash) } : shown;
}
