import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { Reply } from '../../../api/reply/reply.js';
import { deleteScript } from '../../../model/commissioning/scripts.js';

export const commissioningScriptDelete = operation({
  on: 'DELETE',
  allow: admin,
  doc: 'Delete a commissioning script.',
  async handle({ db, arg }) {
    await deleteScript(db, arg('name'));
    return Reply.empty();
  },
});
