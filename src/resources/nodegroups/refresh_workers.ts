import { anonymous } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { SHORT_TEXT } from './short-text.js';

export const nodegroupsRefreshWorkers = operation({
  on: 'POST',
  op: 'refresh_workers',
  audited: 'never',
  allow: anonymous,
  doc: 'Ask for the credentials of the workers to be sent again. This does nothing: use `maas-region clusterkey`.',
  handle: async () => Reply.text('Sending worker refresh.', 200, SHORT_TEXT),
});
