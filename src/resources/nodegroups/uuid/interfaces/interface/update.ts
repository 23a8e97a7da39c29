import { adminOrWorker } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { updateInterface } from '../../../../../model/clusters/interfaces/edit.js';
import { interfaceParams } from '../../../../../model/clusters/interfaces/fields.js';
import { lockInterface } from '../../../../../model/clusters/interfaces/interfaces.js';
import { findClusterInPath } from '../../find-cluster.js';
import { interfaceJson, interfaceShape } from '../interface-json.js';

export const clusterInterfaceUpdate = operation({
  on: 'PUT',
  allow: adminOrWorker,
  doc: 'Change a network interface. What is left out stays as it is. An empty address removes the address.',
  params: interfaceParams,
  collectsProblems: true,
  returns: interfaceShape,
  target: findClusterInPath,
  async handle({ db, target, arg, params, problems }) {
    const old = await lockInterface(db, target.id, arg('interface'));
    return interfaceJson(await updateInterface(db, old, params, problems));
  },
});
