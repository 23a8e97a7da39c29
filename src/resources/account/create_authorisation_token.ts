import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { createToken } from '../../model/accounts/keys.js';
import { optional } from '../../params/param.js';
import { keyName } from './key-name.js';

export const accountCreateAuthorisationToken = operation({
  on: 'POST',
  op: 'create_authorisation_token',
  allow: user,
  unkept: 'holds a secret',
  doc: 'Create an API key: a token with its own consumer.',
  params: { name: optional(keyName, 'A name by which the user recognizes the key (as in MAAS 2.2).') },
  returns: z.object({
    consumer_key: z.string(),
    token_key: z.string(),
    token_secret: z.string(),
    name: z.string().optional(),
  }),
  handle: async ({ db, audit, caller, params: { name } }) => {
    const { consumerKey, tokenKey, tokenSecret } = await createToken(db, userOf(caller).id, name);
    audit.add([tokenKey]);
    const key = { consumer_key: consumerKey, token_key: tokenKey, token_secret: tokenSecret };
    return name === undefined ? key : { ...key, name };
  },
});
