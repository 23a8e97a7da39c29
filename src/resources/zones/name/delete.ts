import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { deleteZone } from '../../../model/zones/zones.js';

export const zoneDelete = operation({
  on: 'DELETE',
  allow: admin,
  doc: 'Delete a zone. Deleting an unknown zone does nothing.',
  handle: async ({ db, arg }) => {
    await deleteZone(db, arg('name'));
    return Reply.empty();
  },
});
