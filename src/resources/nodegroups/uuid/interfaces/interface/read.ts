import { adminOrWorker } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { readInterface } from '../../../../../model/clusters/interfaces/interfaces.js';
import { findClusterInPath } from '../../find-cluster.js';
import { interfaceJson, interfaceShape } from '../interface-json.js';

export const clusterInterfaceRead = operation({
  on: 'GET',
  allow: adminOrWorker,
  doc: 'Read a network interface.',
  returns: interfaceShape,
  target: findClusterInPath,
  handle: async ({ db, target, arg }) => interfaceJson(await readInterface(db, target.id, arg('interface'))),
});
