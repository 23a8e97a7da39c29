import { adminOrWorker } from '../../../../../api/operation/access.js';
import { operation } from '../../../../../api/operation/operation.js';
import { changeInterface } from '../../../../../model/clusters/interfaces/edit.js';
import { requiredAddress } from '../../../../../model/clusters/interfaces/fields.js';
import { lockInterface } from '../../../../../model/clusters/interfaces/interfaces.js';
import { deferred, optional } from '../../../../../params/param.js';
import { findClusterInPath } from '../../find-cluster.js';
import { interfaceJson, interfaceShape } from '../interface-json.js';
import { IP_DOC, interfaceParameters, sortInterface } from '../interface-parameters.js';

export const clusterInterfaceUpdate = operation({
  on: 'PUT',
  allow: adminOrWorker,
  doc: 'Change a network interface. What is left out stays as it is; an address that is empty is taken away.',
  params: { ...interfaceParameters, ip: deferred(optional(requiredAddress, IP_DOC)) },
  returns: interfaceShape,
  target: findClusterInPath,
  async handle({ db, target, arg, params }) {
    const old = await lockInterface(db, target.id, arg('interface'));
    const { right, wrong } = sortInterface(params);
    return interfaceJson(await changeInterface(db, old, right, wrong));
  },
});
