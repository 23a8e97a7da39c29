import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { deleteTag } from '../../../model/tags/tags.js';

export const tagDelete = operation({
  on: 'DELETE',
  allow: admin,
  doc: 'Delete a tag.',
  handle: async ({ db, arg }) => {
    await deleteTag(db, arg('name'));
    return Reply.empty();
  },
});
