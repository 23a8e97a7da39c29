import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { setClusterStatus } from '../../model/clusters/cluster.js';
import { ClusterStatus } from '../../model/statuses/cluster-status.js';
import { clusterUuids } from './cluster-uuids.js';
import { SHORT_TEXT } from './short-text.js';

export const nodegroupsReject = operation({
  on: 'POST',
  op: 'reject',
  allow: admin,
  doc: 'Reject registered clusters, including accepted ones.',
  names: ['uuid'],
  params: { uuid: clusterUuids },
  async handle({ db, params: { uuid } }) {
    await setClusterStatus(db, uuid, ClusterStatus.REJECTED);
    return Reply.text('The clusters are rejected.', 200, SHORT_TEXT);
  },
});
