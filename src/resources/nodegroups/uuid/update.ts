import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { CLUSTER_DOMAIN_LENGTH, CLUSTER_NAME_LENGTH } from '../../../model/clusters/cluster.js';
import { lockCluster, updateCluster } from '../../../model/clusters/edit.js';
import { ClusterStatus } from '../../../model/statuses/cluster-status.js';
import { blankable } from '../../../params/param.js';
import { textUpTo } from '../../../params/values.js';
import { clusterJson, clusterShape } from '../cluster-json.js';

const STATUSES = Object.values(ClusterStatus).map(String);
const status = z.enum(STATUSES, `Select a valid choice: ${STATUSES.join(', ')}.`).transform(Number);

export const nodegroupUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a cluster. What is left out, or empty, stays as it is.',
  params: {
    name: blankable(
      textUpTo(CLUSTER_DOMAIN_LENGTH),
      'The DNS zone of its nodes. It cannot change while MAAS manages it and nodes of the cluster are allocated.',
    ),
    cluster_name: blankable(textUpTo(CLUSTER_NAME_LENGTH), 'The name of the cluster for people.'),
    status: blankable(status, '0 pending, 1 accepted, 2 rejected.'),
  },
  returns: clusterShape,
  target: ({ db, arg }) => lockCluster(db, arg('uuid')),
  collectsProblems: true,
  handle: async ({ db, target, params: { cluster_name: clusterName, ...changes }, problems }) =>
    clusterJson(await updateCluster(db, target, { ...changes, clusterName }, problems)),
});
