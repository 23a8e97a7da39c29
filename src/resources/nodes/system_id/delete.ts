import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { deleteNode } from '../../../model/nodes/lifecycle/delete.js';
import { lockAdministeredNode } from '../../../model/nodes/lock.js';

export const nodeDelete = operation({
  on: 'DELETE',
  allow: user,
  doc: 'Delete a specific Node.',
  target: ({ db, caller, arg }) => lockAdministeredNode(db, userOf(caller), arg('system_id')),
  async handle({ db, target }) {
    await deleteNode(db, target);
    return Reply.empty();
  },
});
