import { resource } from '../../../../../../../api/operation/operation.js';
import { selectionDelete } from './delete.js';
import { selectionRead } from './read.js';
import { selectionUpdate } from './update.js';

/** `nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/` */
export const selection = resource({
  name: 'BootSourceSelectionHandler',
  path: 'nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/{id}/',
  doc: 'Manage a selection of a boot source.',
  adminOnly: true,
  operations: [selectionRead, selectionUpdate, selectionDelete],
});
