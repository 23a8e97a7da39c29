import { type Access, user } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { Reply } from '../../../../../api/reply/reply.js';
import { Forbidden } from '../../../../../errors.js';
import { deleteSshKey, type SshKey } from '../../../../../model/accounts/ssh-keys.js';
import { findSshKeyInPath } from './find-key.js';

/** Only the owner may delete a key. Every authenticated user may read it. */
const owner: Access<SshKey> = {
  ...user,
  authorizeTarget: (caller, key) => {
    if (caller.user?.id !== key.userId) throw new Forbidden('This key belongs to another user.');
  },
};

export const sshkeyDeletes = (['DELETE', 'POST'] as const).map((on) =>
  operation({
    on,
    ...(on === 'POST' ? { op: 'delete' } : {}),
    allow: owner,
    doc: 'Delete an SSH key of the user who calls.',
    target: findSshKeyInPath,
    async handle({ db, target }) {
      await deleteSshKey(db, target);
      return Reply.empty();
    },
  }),
);
