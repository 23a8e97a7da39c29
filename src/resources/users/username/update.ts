import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { REQUIRED } from '../../../errors.js';
import { updateUser } from '../../../model/accounts/update-user.js';
import { EMAIL_LENGTH, EMAIL_TOO_LONG, readUser, viewUser } from '../../../model/accounts/users.js';
import { optional } from '../../../params/param.js';
import { zeroOrOne } from '../../../params/values.js';
import { userShape } from '../user-json.js';

export const userUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a user. The last administrator stays one. A password is sent as plain text: use HTTPS.',
  secrets: ['password'],
  params: {
    email: optional(z.string().max(EMAIL_LENGTH, EMAIL_TOO_LONG), 'E-mail address.'),
    password: optional(z.string().min(1, REQUIRED), 'Password.'),
    is_superuser: optional(zeroOrOne, 'Whether the user is an administrator: 0 or 1.'),
  },
  returns: userShape,
  target: ({ db, arg }) => readUser(db, arg('username')),
  handle: async ({ db, target, params: { is_superuser: isSuperuser, ...change } }) =>
    viewUser(await updateUser(db, target.username, { ...change, isSuperuser })),
});
