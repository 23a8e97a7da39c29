import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { deleteFile } from '../../../model/files/files.js';

export const fileDeletes = (['DELETE', 'POST'] as const).map((on) =>
  operation({
    on,
    ...(on === 'POST' ? { op: 'delete' } : {}),
    allow: user,
    doc: 'Delete a file.',
    async handle({ db, caller, arg }) {
      await deleteFile(db, userOf(caller).id, arg('filename'));
      return Reply.empty();
    },
  }),
);
