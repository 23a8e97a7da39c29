import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { clusterJson, clusterShape } from '../cluster-json.js';
import { findClusterInPath } from './find-cluster.js';

export const nodegroupRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a cluster.',
  returns: clusterShape,
  handle: async (context) => clusterJson(await findClusterInPath(context), context.caller),
});
