import { admin } from '../../../../../../../api/operation/authorize.js';
import { operation } from '../../../../../../../api/operation/operation.js';
import { Reply } from '../../../../../../../api/reply/reply.js';
import { deleteSelection } from '../../../../../../../model/images/selections.js';
import { findSelection } from '../find-selection.js';

export const selectionDelete = operation({
  on: 'DELETE',
  allow: admin,
  doc: 'Delete a selection.',
  target: findSelection,
  async handle({ db, target }) {
    await deleteSelection(db, target.id);
    return Reply.empty();
  },
});
