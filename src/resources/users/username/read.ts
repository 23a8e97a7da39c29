import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { readUser } from '../../../model/accounts/users.js';
import { userShape } from '../user-json.js';

export const userRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a user.',
  returns: userShape,
  handle: ({ db, arg }) => readUser(db, arg('username')),
});
