import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { listKeys, printApiKey } from '../../model/accounts/keys.js';

export const accountListAuthorisationTokens = operation({
  on: 'GET',
  op: 'list_authorisation_tokens',
  allow: user,
  doc: 'List the API keys of the user who calls, with their names and the times of their last use (as in MAAS 2.2).',
  returns: z.array(
    z.object({
      name: z.string(),
      token: z.string().describe('consumer_key:token_key:token_secret'),
      created: z.string(),
      last_used: z.string().nullable(),
    }),
  ),
  handle: async ({ db, caller }) => {
    const keys = await listKeys(db, userOf(caller).id);
    return keys.map((key) => ({
      name: key.name,
      token: printApiKey(key),
      created: key.created.toISOString(),
      last_used: key.lastUsed?.toISOString() ?? null,
    }));
  },
});
