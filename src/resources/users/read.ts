import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listUsers } from '../../model/accounts/users.js';
import { userShape } from './user-json.js';

export const usersRead = operation({
  on: 'GET',
  allow: user,
  doc: 'List all users by name.',
  returns: z.array(userShape),
  handle: ({ db }) => listUsers(db),
});
