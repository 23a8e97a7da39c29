import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { checkNewUser, insertUser, viewUser } from '../../model/accounts/users.js';
import { mandatory } from '../../params/param.js';
import { zeroOrOne } from '../../params/values.js';
import { userShape } from './user-json.js';

export const usersCreate = operation({
  on: 'POST',
  allow: admin,
  doc: 'Create a user, with an API key. The password is sent as plain text: use HTTPS.',
  names: ['username'],
  secrets: ['password'],
  params: {
    username: mandatory(z.string(), 'Letters, digits and the characters @ . + - _, 30 at most.'),
    email: mandatory(z.string(), 'E-mail address.'),
    password: mandatory(z.string(), 'Password.'),
    is_superuser: mandatory(zeroOrOne, 'Whether the new user is an administrator: 0 or 1.'),
  },
  collectsProblems: true,
  returns: userShape,
  async handle({ db, params, problems, rightParams }) {
    await checkNewUser(db, params, problems);
    const { is_superuser: isSuperuser, ...user } = rightParams();
    return viewUser(await insertUser(db, { ...user, isSuperuser }));
  },
});
