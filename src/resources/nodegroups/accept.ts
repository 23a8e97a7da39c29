import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { setClusterStatus } from '../../model/clusters/cluster.js';
import { ClusterStatus } from '../../model/statuses/cluster-status.js';
import { clusterUuids } from './cluster-uuids.js';
import { SHORT_TEXT } from './short-text.js';

export const nodegroupsAccept = operation({
  on: 'POST',
  op: 'accept',
  allow: admin,
  doc: 'Accept registered clusters, including rejected ones.',
  names: ['uuid'],
  params: { uuid: clusterUuids },
  async handle({ db, params: { uuid } }) {
    await setClusterStatus(db, uuid, ClusterStatus.ACCEPTED);
    return Reply.text('The clusters are accepted.', 200, SHORT_TEXT);
  },
});
