import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { rejectClusters } from '../../model/clusters/decide.js';
import { clusterUuids } from './cluster-uuids.js';
import { SHORT_TEXT } from './short-text.js';

export const nodegroupsReject = operation({
  on: 'POST',
  op: 'reject',
  allow: admin,
  doc: 'Reject registered clusters, including accepted ones. Their keys end.',
  names: ['uuid'],
  params: { uuid: clusterUuids },
  async handle({ db, params: { uuid } }) {
    await rejectClusters(db, uuid);
    return Reply.text('The clusters are rejected.', 200, SHORT_TEXT);
  },
});
