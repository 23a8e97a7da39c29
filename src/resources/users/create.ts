import { z } from 'zod';
import { admin } from '../../api/operation/access.js';
import { operation } from '../../api/operation/operation.js';
import { createUser, viewUser } from '../../model/accounts/users.js';
import { mandatory } from '../../params/param.js';
import { zeroOrOne } from '../../params/values.js';
import { userShape } from './user-json.js';

export const usersCreate = operation({
  on: 'POST',
  allow: admin,
  doc: 'Create a user, with an API key. The password travels as plain text: use HTTPS.',
  params: {
    username: mandatory(z.string(), 'Letters, digits and the characters @ . + - _, 30 at most.'),
    email: mandatory(z.string(), 'E-mail address.'),
    password: mandatory(z.string(), 'Password.'),
    is_superuser: mandatory(zeroOrOne, 'Whether the new user is an administrator: 0 or 1.'),
  },
  returns: userShape,
  handle: async ({ db, params: { username, email, password, is_superuser: isSuperuser } }) =>
    viewUser(await createUser(db, { username, email, password, isSuperuser })),
});
