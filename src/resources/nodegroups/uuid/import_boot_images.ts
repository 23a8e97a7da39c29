import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { enqueue } from '../../../jobs/queue.js';
import { IMPORT_IMAGES } from '../../../jobs/task.js';
import { SHORT_TEXT } from '../short-text.js';
import { findClusterInPath } from './find-cluster.js';

export const nodegroupImportBootImages = operation({
  on: 'POST',
  op: 'import_boot_images',
  allow: admin,
  doc: 'Import the boot images of this cluster. `download_progress` shows the progress.',
  target: findClusterInPath,
  async handle({ db, target: { uuid } }) {
    await enqueue(db, IMPORT_IMAGES, { uuid });
    return Reply.text('The import of boot images is on its way.', 200, SHORT_TEXT);
  },
});
