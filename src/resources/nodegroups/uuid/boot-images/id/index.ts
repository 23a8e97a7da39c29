import { resource } from '../../../../../api/operation/operation.js';
import { bootImageRead } from './read.js';

/** `nodegroups/{uuid}/boot-images/{id}/` */
export const bootImage = resource({
  name: 'BootImageHandler',
  path: 'nodegroups/{uuid}/boot-images/{id}/',
  doc: 'Manage a boot image.',
  operations: [bootImageRead],
});
