import { z } from 'zod';
import { adminOrWorker, user } from '../../api/access.js';
import { operation, resource } from '../../api/operation.js';
import { listClusterNodes } from '../../model/clusters/cluster.js';
import { clusterJson, clusterShape, findCluster } from './cluster.js';

const read = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a cluster.',
  returns: clusterShape,
  handle: async (context) => clusterJson(await findCluster(context)),
});

const listNodes = operation({
  on: 'GET',
  op: 'list_nodes',
  allow: adminOrWorker,
  doc: "List the system_ids of a cluster's nodes.",
  returns: z.array(z.string()),
  target: findCluster,
  handle: ({ db, target }) => listClusterNodes(db, target),
});

/** `nodegroups/{uuid}/` */
export const nodegroup = resource({
  name: 'NodeGroupHandler',
  path: 'nodegroups/{uuid}/',
  doc: 'Manage a cluster, which is known by its uuid.',
  operations: [read, listNodes],
});
