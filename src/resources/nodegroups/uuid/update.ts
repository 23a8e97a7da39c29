import { z } from 'zod';
import { absoluteUrl } from '../../../absolute-url.js';
import { admin } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { CLUSTER_DOMAIN_LENGTH, CLUSTER_NAME_LENGTH, lockCluster } from '../../../model/clusters/cluster.js';
import { updateCluster } from '../../../model/clusters/edit.js';
import { recordUrlChange } from '../../../model/clusters/record-region-url.js';
import { ClusterStatus } from '../../../model/statuses/cluster-status.js';
import { blankable, optional } from '../../../params/param.js';
import { textUpTo } from '../../../params/values.js';
import { clusterJson, clusterShape } from '../cluster-json.js';

const regionUrl = z.literal('').or(absoluteUrl(/^https?$/, 'Enter an http or https URL.'));
const STATUSES = Object.values(ClusterStatus).map(String);
const status = z.enum(STATUSES, `Select a valid choice: ${STATUSES.join(', ')}.`).transform(Number);

export const nodegroupUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a cluster. What is left out stays as it is, and so does what is empty, except maas_url.',
  params: {
    name: blankable(
      textUpTo(CLUSTER_DOMAIN_LENGTH),
      'The DNS zone of its nodes. It cannot change while MAAS manages it and nodes of the cluster are allocated.',
    ),
    cluster_name: blankable(textUpTo(CLUSTER_NAME_LENGTH), 'The name of the cluster for people.'),
    status: blankable(status, '0 pending, 1 accepted, 2 rejected.'),
    maas_url: optional(
      regionUrl,
      'The URL by which its nodes reach the region, where MAAS_URL is not set. An empty text forgets it.',
    ),
  },
  returns: clusterShape,
  target: ({ db, arg }) => lockCluster(db, arg('uuid')),
  collectsProblems: true,
  handle: async ({ db, caller, target, params, problems }) => {
    const { cluster_name: clusterName, maas_url: maasUrl, ...changes } = params;
    const cluster = await updateCluster(db, target, { ...changes, clusterName, maasUrl }, problems);
    if (cluster.maasUrl !== target.maasUrl) {
      const { username } = userOf(caller);
      await recordUrlChange(db, target, cluster.maasUrl, `Set by ${username}.`, username);
    }
    return clusterJson(cluster, caller);
  },
});
