import { user } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { keyJson, keyShape } from '../key-json.js';
import { findSshKeyInPath } from './find-key.js';

export const sshkeyRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read an SSH key of any user.',
  returns: keyShape,
  handle: async (context) => keyJson(await findSshKeyInPath(context), context.links),
});
