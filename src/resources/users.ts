import { z } from 'zod';
import { admin, user as anyUser } from '../api/operation/access.js';
import { operation, resource } from '../api/operation/operation.js';
import { createUser, listUsers, readUser, viewUser } from '../model/accounts/users.js';
import { mandatory } from '../params/param.js';
import { zeroOrOne } from '../params/values.js';

const UserJson = z.object({ username: z.string(), is_superuser: z.boolean(), email: z.string() });

/** `users/` */
export const users = resource({
  name: 'UsersHandler',
  path: 'users/',
  doc: 'Manage the user accounts of this MAAS.',
  operations: [
    operation({
      on: 'GET',
      allow: anyUser,
      doc: 'List all users by name.',
      returns: z.array(UserJson),
      handle: ({ db }) => listUsers(db),
    }),
    operation({
      on: 'POST',
      allow: admin,
      doc: 'Create a user, with an API key. The password travels as plain text: use HTTPS.',
      params: {
        username: mandatory(z.string(), 'Letters, digits and the characters @ . + - _, 30 at most.'),
        email: mandatory(z.string(), 'E-mail address.'),
        password: mandatory(z.string(), 'Password.'),
        is_superuser: mandatory(zeroOrOne, 'Whether the new user is an administrator: 0 or 1.'),
      },
      returns: UserJson,
      handle: async ({ db, params: { username, email, password, is_superuser: isSuperuser } }) =>
        viewUser(await createUser(db, { username, email, password, isSuperuser })),
    }),
  ],
});

/** `users/{username}/` */
export const user = resource({
  name: 'UserHandler',
  path: 'users/{username}/',
  doc: 'A user account.',
  hidden: true,
  operations: [
    operation({
      on: 'GET',
      allow: anyUser,
      doc: 'Read a user.',
      returns: UserJson,
      handle: ({ db, arg }) => readUser(db, arg('username')),
    }),
  ],
});
