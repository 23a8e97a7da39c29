import { resource } from '../../api/operation/operation.js';
import { accountCreateAuthorisationToken } from './create_authorisation_token.js';
import { accountDeleteAuthorisationToken } from './delete_authorisation_token.js';
import { accountListAuthorisationTokens } from './list_authorisation_tokens.js';
import { accountUpdateTokenName } from './update_token_name.js';

/** `account/` */
export const account = resource({
  name: 'AccountHandler',
  path: 'account/',
  doc: 'Manage the API keys of the user who calls.',
  operations: [
    accountListAuthorisationTokens,
    accountCreateAuthorisationToken,
    accountDeleteAuthorisationToken,
    accountUpdateTokenName,
  ],
});
