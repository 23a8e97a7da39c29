import { z } from 'zod';
import { adminOrWorker } from '../../../../api/operation/authorize.js';
import { operation } from '../../../../api/operation/operation.js';
import { listInterfaces } from '../../../../model/clusters/interfaces/interfaces.js';
import { findClusterInPath } from '../find-cluster.js';
import { interfaceJson, interfaceShape } from './interface-json.js';

export const interfacesList = operation({
  on: 'GET',
  op: 'list',
  allow: adminOrWorker,
  doc: 'List the network interfaces of a cluster.',
  returns: z.array(interfaceShape),
  target: findClusterInPath,
  handle: async ({ db, target }) => (await listInterfaces(db, target.id)).map(interfaceJson),
});
