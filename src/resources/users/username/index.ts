import { resource } from '../../../api/operation/operation.js';
import { userRead } from './read.js';

/** `users/{username}/` */
export const user = resource({
  name: 'UserHandler',
  path: 'users/{username}/',
  doc: 'A user account.',
  hidden: true,
  operations: [userRead],
});
