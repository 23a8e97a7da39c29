import { adminOrWorker } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { Reply } from '../../../../../api/reply/reply.js';
import { deleteInterface } from '../../../../../model/clusters/interfaces/interfaces.js';
import { findClusterInPath } from '../../find-cluster.js';

export const clusterInterfaceDelete = operation({
  on: 'DELETE',
  allow: adminOrWorker,
  doc: 'Delete a network interface.',
  target: findClusterInPath,
  async handle({ db, target, arg }) {
    await deleteInterface(db, target.id, arg('interface'));
    return Reply.empty();
  },
});
