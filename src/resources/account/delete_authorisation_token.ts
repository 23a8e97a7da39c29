import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { NotFound } from '../../errors.js';
import { deleteToken } from '../../model/accounts/keys.js';
import { mandatory } from '../../params/param.js';

export const accountDeleteAuthorisationToken = operation({
  on: 'POST',
  op: 'delete_authorisation_token',
  allow: user,
  doc: 'Delete an API key of the user who calls. Nodes that were acquired with the key stay with the user.',
  params: { token_key: mandatory(z.string(), 'The key of the token.') },
  handle: async ({ db, audit, caller, params: { token_key } }) => {
    if (!(await deleteToken(db, userOf(caller).id, token_key))) throw new NotFound();
    // Only the token of a deleted key: other text may be a whole key, with its secret.
    audit.add([token_key]);
    return Reply.empty();
  },
});
