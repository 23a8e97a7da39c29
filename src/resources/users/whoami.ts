import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { readUser } from '../../model/accounts/users.js';
import { userShape } from './user-json.js';

export const usersWhoami = operation({
  on: 'GET',
  op: 'whoami',
  allow: user,
  doc: 'Read the user who calls (as in MAAS 2.0).',
  returns: userShape,
  handle: ({ db, caller }) => readUser(db, userOf(caller).username),
});
