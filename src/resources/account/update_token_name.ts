import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { parseApiKey, renameKey } from '../../model/accounts/keys.js';
import { mandatory } from '../../params/param.js';
import { keyName } from './key-name.js';

export const accountUpdateTokenName = operation({
  on: 'POST',
  op: 'update_token_name',
  allow: user,
  doc: 'Rename an API key of the user who calls (as in MAAS 2.2).',
  params: {
    token: mandatory(z.string(), 'The key of the token, or the whole API key.'),
    name: mandatory(keyName, 'The new name.'),
  },
  handle: async ({ db, audit, caller, params: { token, name } }) => {
    const tokenKey = parseApiKey(token)?.tokenKey ?? token;
    await renameKey(db, userOf(caller).id, tokenKey, name);
    audit.add([tokenKey]);
    return Reply.text('Accepted', 202);
  },
});
