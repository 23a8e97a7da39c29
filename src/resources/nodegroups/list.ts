import { z } from 'zod';
import { anyone } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listClusters } from '../../model/clusters/cluster.js';
import { clusterJson, clusterShape } from './cluster-json.js';

export const nodegroupsList = operation({
  on: 'GET',
  op: 'list',
  allow: anyone,
  doc: 'List all clusters.',
  returns: z.array(clusterShape),
  handle: async ({ db, caller }) => (await listClusters(db)).map((cluster) => clusterJson(cluster, caller)),
});
