import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { DEPLOYMENT_WORDS, readDeployments } from '../../model/deployment/status.js';
import { mandatoryMany } from '../../params/param.js';
import { systemId } from '../../params/values.js';

export const nodesDeploymentStatus = operation({
  on: 'GET',
  op: 'deployment_status',
  allow: user,
  doc: `Retrieve the deployment status of nodes, as in MAAS 1.7.

Returns {system_id: status}: 'Deploying' from the start of an allocated node, 'Deployed' when its installed system was
seen, 'Failed deployment' when its installer failed or took too long, and 'Not in Deployment'.`,
  params: { nodes: mandatoryMany(systemId, 'system_ids of the nodes whose deployment status is to be returned.') },
  returns: z.record(z.string(), z.enum(DEPLOYMENT_WORDS)),
  handle: ({ db, caller, params: { nodes } }) => readDeployments(db, userOf(caller), nodes),
});
