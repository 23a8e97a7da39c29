import { z } from 'zod';
import { admin, adminOrWorker, user } from '../../api/operation/access.js';
import { operation, resource } from '../../api/operation/operation.js';
import { CLUSTER_NAME_LENGTH, ClusterStatus, listClusterNodes, NAME_LENGTH } from '../../model/clusters/cluster.js';
import { changeCluster, lockCluster } from '../../model/clusters/edit.js';
import { blankable } from '../../params/param.js';
import { textUpTo } from '../../params/values.js';
import { clusterJson, clusterShape, findCluster } from './cluster.js';
import { details } from './details.js';
import { downloadProgress, reportDownloadProgress } from './downloads.js';
import { importBootImages } from './import.js';
import { updateLeases } from './leases.js';
import { probeHardware, probeUcsm } from './probe.js';

const read = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a cluster.',
  returns: clusterShape,
  handle: async (context) => clusterJson(await findCluster(context)),
});

const STATUSES = Object.values(ClusterStatus).map(String);
const status = z.enum(STATUSES, `Select a valid choice: ${STATUSES.join(', ')}.`).transform(Number);

const change = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a cluster. What is left out, or empty, stays as it is.',
  params: {
    name: blankable(
      textUpTo(NAME_LENGTH),
      'The DNS zone of its nodes. Stays while MAAS manages it and nodes of the cluster are allocated.',
    ),
    cluster_name: blankable(textUpTo(CLUSTER_NAME_LENGTH), 'The name for people to know it by.'),
    status: blankable(status, '0 pending, 1 accepted, 2 rejected.'),
  },
  returns: clusterShape,
  target: ({ db, arg }) => lockCluster(db, arg('uuid')),
  handle: async ({ db, target, params: { cluster_name: clusterName, ...changes } }) =>
    clusterJson(await changeCluster(db, target, { ...changes, clusterName })),
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
  operations: [
    read,
    change,
    listNodes,
    details,
    updateLeases,
    importBootImages,
    reportDownloadProgress,
    downloadProgress,
    probeHardware,
    probeUcsm,
  ],
});
