import { adminOrWorker } from '../../../../api/operation/access.js';
import { operation } from '../../../../api/operation/operation.js';
import { addInterface } from '../../../../model/clusters/interfaces/edit.js';
import { IP_DOC, interfaceParams, requiredAddress } from '../../../../model/clusters/interfaces/fields.js';
import { field } from '../../../../params/param.js';
import { findClusterInPath } from '../find-cluster.js';
import { interfaceJson, interfaceShape } from './interface-json.js';

export const interfacesNew = operation({
  on: 'POST',
  op: 'new',
  allow: adminOrWorker,
  doc: 'Add a network interface to a cluster.',
  params: { ...interfaceParams, ip: field(requiredAddress, IP_DOC) },
  collectsProblems: true,
  returns: interfaceShape,
  target: findClusterInPath,
  handle: async ({ db, target, params, problems }) =>
    interfaceJson(await addInterface(db, target.id, params, problems)),
});
