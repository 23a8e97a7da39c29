import { resource } from '../../../api/operation/operation.js';
import { fileDeletes } from './delete.js';
import { fileRead } from './read.js';

/** `files/{filename}/`: a user's own files; those of others are not there. */
export const file = resource({
  name: 'FileHandler',
  path: 'files/{filename...}/',
  doc: 'Manage a file. The file is identified by its filename and owner.',
  operations: [fileRead, ...fileDeletes],
});
