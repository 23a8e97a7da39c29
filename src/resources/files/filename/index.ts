import { resource } from '../../../api/operation/operation.js';
import { fileDeletes } from './delete.js';
import { fileRead } from './read.js';

/** `files/{filename}/`: the user's own files. Files of other users are answered 404. */
export const file = resource({
  name: 'FileHandler',
  path: 'files/{filename...}/',
  doc: 'Manage a file. The file is identified by its filename and owner.',
  operations: [fileRead, ...fileDeletes],
});
