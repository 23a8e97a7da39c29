import { admin } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { Reply } from '../../../../../api/reply/reply.js';
import { deleteBootSource } from '../../../../../model/images/boot-sources.js';
import { findClusterInPath } from '../../find-cluster.js';
import { itemId } from '../../item-id.js';

export const bootSourceDelete = operation({
  on: 'DELETE',
  allow: admin,
  doc: 'Delete a boot source with its selections.',
  target: findClusterInPath,
  async handle({ db, target, ...context }) {
    await deleteBootSource(db, target.id, itemId(context));
    return Reply.empty();
  },
});
