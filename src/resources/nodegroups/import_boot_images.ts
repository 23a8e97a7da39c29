import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { enqueueImports } from '../../model/images/enqueue-imports.js';
import { SHORT_TEXT } from './short-text.js';

export const nodegroupsImportBootImages = operation({
  on: 'POST',
  op: 'import_boot_images',
  allow: admin,
  doc: 'Import the boot images of all accepted clusters.',
  async handle({ db }) {
    await enqueueImports(db);
    return Reply.text('The imports of boot images are on their way.', 200, SHORT_TEXT);
  },
});
