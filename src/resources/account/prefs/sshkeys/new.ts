import { z } from 'zod';
import { user } from '../../../../api/operation/authorize.js';
import { userOf } from '../../../../api/operation/caller.js';
import { operation } from '../../../../api/operation/operation.js';
import { Reply } from '../../../../api/reply/reply.js';
import { createSshKey } from '../../../../model/accounts/ssh-keys.js';
import { field } from '../../../../params/param.js';
import { keyShape } from './key-json.js';

export const sshkeysNew = operation({
  on: 'POST',
  op: 'new',
  allow: user,
  doc: 'Add an SSH key to the account of the user who calls.',
  params: { key: field(z.string(), 'The OpenSSH public key: RSA, DSA, ECDSA or Ed25519.') },
  returns: keyShape.omit({ resource_uri: true }),
  status: 201,
  handle: async ({ db, audit, caller, params }) => {
    const { id, key } = await createSshKey(db, userOf(caller).id, params.key);
    audit.add([String(id)]);
    return Reply.json({ id, key }, 201);
  },
});
