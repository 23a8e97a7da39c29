import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { typedClaimCode } from '../../model/clusters/claim-code.js';
import { acceptClusters } from '../../model/clusters/decide.js';
import { blankable } from '../../params/param.js';
import { clusterUuids } from './cluster-uuids.js';
import { SHORT_TEXT } from './short-text.js';

export const nodegroupsAccept = operation({
  on: 'POST',
  op: 'accept',
  allow: admin,
  doc: 'Accept registered clusters, including rejected ones.',
  names: ['uuid'],
  params: {
    uuid: clusterUuids,
    claim_code: blankable(
      typedClaimCode,
      'The code that the cluster shows on its terminal. It must be the one that it registered with.',
    ),
  },
  async handle({ db, params: { uuid, claim_code } }) {
    await acceptClusters(db, uuid, claim_code);
    return Reply.text('The clusters are accepted.', 200, SHORT_TEXT);
  },
});
