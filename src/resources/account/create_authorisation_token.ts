import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { createToken } from '../../model/accounts/keys.js';

export const accountCreateAuthorisationToken = operation({
  on: 'POST',
  op: 'create_authorisation_token',
  allow: user,
  doc: 'Create an API key: a token with its own consumer.',
  returns: z.object({ consumer_key: z.string(), token_key: z.string(), token_secret: z.string() }),
  handle: async ({ db, audit, caller }) => {
    const { consumerKey, tokenKey, tokenSecret } = await createToken(db, userOf(caller).id);
    audit.add([tokenKey]);
    return { consumer_key: consumerKey, token_key: tokenKey, token_secret: tokenSecret };
  },
});
