import { z } from 'zod';
import { user } from '../api/operation/access.js';
import { userOf } from '../api/operation/caller.js';
import { operation, resource } from '../api/operation/operation.js';
import { Reply } from '../api/reply/reply.js';
import { NotFound } from '../errors.js';
import { createToken, deleteToken } from '../model/accounts/keys.js';
import { mandatory } from '../params/param.js';

/** `account/` */
export const account = resource({
  name: 'AccountHandler',
  path: 'account/',
  doc: 'Manage the API keys of the user who calls.',
  operations: [
    operation({
      on: 'POST',
      op: 'create_authorisation_token',
      allow: user,
      doc: 'Create an API key: a token with its own consumer.',
      returns: z.object({ consumer_key: z.string(), token_key: z.string(), token_secret: z.string() }),
      handle: async ({ db, caller }) => {
        const { consumerKey, tokenKey, tokenSecret } = await createToken(db, userOf(caller).id);
        return { consumer_key: consumerKey, token_key: tokenKey, token_secret: tokenSecret };
      },
    }),
    operation({
      on: 'POST',
      op: 'delete_authorisation_token',
      allow: user,
      doc: 'Delete an API key of the user who calls. Nodes that were acquired with it stay with the user.',
      params: { token_key: mandatory(z.string(), 'The key of the token.') },
      handle: async ({ db, caller, params: { token_key } }) => {
        if (!(await deleteToken(db, userOf(caller).id, token_key))) throw new NotFound();
        return Reply.empty();
      },
    }),
  ],
});
