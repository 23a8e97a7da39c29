import { adminOrWorker } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { createInterface } from '../../../../model/clusters/interfaces/edit.js';
import { newInterfaceParams } from '../../../../model/clusters/interfaces/fields.js';
import { findClusterInPath } from '../find-cluster.js';
import { interfaceJson, interfaceShape } from './interface-json.js';

export const interfacesNew = operation({
  on: 'POST',
  op: 'new',
  allow: adminOrWorker,
  doc: 'Add a network interface to a cluster.',
  names: ['interface'],
  params: newInterfaceParams,
  collectsProblems: true,
  returns: interfaceShape,
  target: findClusterInPath,
  handle: async ({ db, target, params, problems }) =>
    interfaceJson(await createInterface(db, target.id, params, problems)),
});
