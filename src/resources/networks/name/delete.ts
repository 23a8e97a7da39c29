import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { deleteNetwork } from '../../../model/networks/edit.js';

export const networkDelete = operation({
  on: 'DELETE',
  allow: admin,
  doc: 'Delete a network. It must have no nodes attached. Deleting an unknown network does nothing.',
  handle: async ({ db, arg }) => {
    await deleteNetwork(db, arg('name'));
    return Reply.empty();
  },
});
