import { adminOrWorker } from '../../../../api/operation/access.js';
import { operation } from '../../../../api/operation/operation.js';
import { addInterface } from '../../../../model/clusters/interfaces/edit.js';
import { requiredAddress } from '../../../../model/clusters/interfaces/fields.js';
import { deferred, field } from '../../../../params/param.js';
import { findClusterInPath } from '../find-cluster.js';
import { interfaceJson, interfaceShape } from './interface-json.js';
import { IP_DOC, interfaceParameters, sortInterface } from './interface-parameters.js';

export const interfacesNew = operation({
  on: 'POST',
  op: 'new',
  allow: adminOrWorker,
  doc: 'Add a network interface to a cluster.',
  params: { ...interfaceParameters, ip: deferred(field(requiredAddress, IP_DOC)) },
  returns: interfaceShape,
  target: findClusterInPath,
  async handle({ db, target, params }) {
    const { right, wrong } = sortInterface(params);
    return interfaceJson(await addInterface(db, target.id, right, wrong));
  },
});
