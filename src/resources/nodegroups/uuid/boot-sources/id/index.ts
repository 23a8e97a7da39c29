import { resource } from '../../../../../api/operation/operation.js';
import { bootSourceDelete } from './delete.js';
import { bootSourceRead } from './read.js';
import { bootSourceUpdate } from './update.js';

/** `nodegroups/{uuid}/boot-sources/{id}/` */
export const bootSource = resource({
  name: 'BootSourceHandler',
  path: 'nodegroups/{uuid}/boot-sources/{id}/',
  doc: 'Manage a boot source.',
  adminOnly: true,
  operations: [bootSourceRead, bootSourceUpdate, bootSourceDelete],
});
