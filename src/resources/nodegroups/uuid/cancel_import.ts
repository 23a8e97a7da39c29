import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { cancelImport } from '../../../model/images/cancel-import.js';
import { SHORT_TEXT } from '../short-text.js';
import { findClusterInPath } from './find-cluster.js';

export const nodegroupCancelImport = operation({
  on: 'POST',
  op: 'cancel_import',
  allow: admin,
  doc: `Cancel the import of this cluster's boot images: one that runs ends within seconds, and one that waits never begins.

The cluster keeps the images that it has. What was fetched stays for the next import.`,
  target: findClusterInPath,
  async handle({ db, target }) {
    await cancelImport(db, target);
    return Reply.text('The import of boot images is being cancelled.', 200, SHORT_TEXT);
  },
});
