import { z } from 'zod';
import { user } from '../../../../api/operation/authorize.js';
import { userOf } from '../../../../api/operation/caller.js';
import { operation } from '../../../../api/operation/operation.js';
import { listSshKeys } from '../../../../model/accounts/ssh-keys.js';
import { keyJson, keyShape } from './key-json.js';

export const sshkeysList = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: 'List the SSH keys of the user who calls.',
  returns: z.array(keyShape),
  handle: async ({ db, links, caller }) => (await listSshKeys(db, userOf(caller).id)).map((key) => keyJson(key, links)),
});
