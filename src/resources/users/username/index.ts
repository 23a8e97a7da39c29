import { resource } from '../../../api/operation/operation.js';
import { userDelete } from './delete.js';
import { userRead } from './read.js';
import { userUpdate } from './update.js';

/** `users/{username}/` */
export const user = resource({
  name: 'UserHandler',
  path: 'users/{username}/',
  doc: 'A user account.',
  operations: [userRead, userUpdate, userDelete],
});
