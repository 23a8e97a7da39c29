import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { listNodesByCluster } from '../../model/clusters/cluster.js';

export const nodegroupsListNodes = operation({
  on: 'GET',
  op: 'list_nodes',
  allow: user,
  doc: 'List the system_ids of the nodes that the caller sees, for each cluster that has any.',
  returns: z.array(z.object({ uuid: z.string(), nodes: z.array(z.string()) })),
  handle: ({ db, caller }) => listNodesByCluster(db, userOf(caller)),
});
