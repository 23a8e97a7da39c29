import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { BadRequest } from '../../../errors.js';
import { deleteUser } from '../../../model/accounts/delete-user.js';
import { readUser } from '../../../model/accounts/users.js';
import { blankable } from '../../../params/param.js';

export const userDelete = operation({
  on: 'DELETE',
  allow: admin,
  doc: 'Delete a user with their API keys, SSH keys and files. Nodes must be released before, or go to another user.',
  names: ['transfer_resources_to'],
  params: {
    transfer_resources_to: blankable(z.string(), 'The user who gets the nodes and files (as in MAAS 2.7).'),
  },
  target: ({ db, arg }) => readUser(db, arg('username')),
  handle: async ({ db, audit, caller, target: { username }, params }) => {
    if (username === userOf(caller).username) throw new BadRequest('An administrator cannot delete their own account.');
    audit.add(await deleteUser(db, username, params.transfer_resources_to));
    return Reply.empty();
  },
});
