import { z } from 'zod';
import { adminOrWorker } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { listClusterNodes } from '../../../model/clusters/cluster.js';
import { findClusterInPath } from './find-cluster.js';

export const nodegroupListNodes = operation({
  on: 'GET',
  op: 'list_nodes',
  allow: adminOrWorker,
  doc: "List the system_ids of a cluster's nodes.",
  returns: z.array(z.string()),
  target: findClusterInPath,
  handle: ({ db, target }) => listClusterNodes(db, target),
});
