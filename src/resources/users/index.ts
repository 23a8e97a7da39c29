import { resource } from '../../api/operation/operation.js';
import { usersCreate } from './create.js';
import { usersRead } from './read.js';
import { usersWhoami } from './whoami.js';

/** `users/` */
export const users = resource({
  name: 'UsersHandler',
  path: 'users/',
  doc: 'Manage the user accounts of this MAAS.',
  operations: [usersRead, usersCreate, usersWhoami],
});
