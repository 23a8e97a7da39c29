import { resource } from '../../api/operation/operation.js';
import { filesAdd } from './add.js';
import { filesGet } from './get.js';
import { filesGetByKey } from './get_by_key.js';
import { filesList } from './list.js';

/** `files/` */
export const files = resource({
  name: 'FilesHandler',
  path: 'files/',
  doc: 'Manage the collection of all the files in this MAAS.',
  operations: [filesGet, filesGetByKey, filesList, filesAdd],
});
