import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { listLeases } from '../../../model/clusters/list-leases.js';
import { findClusterInPath } from './find-cluster.js';

export const nodegroupListLeases = operation({
  on: 'GET',
  op: 'list_leases',
  allow: admin,
  doc: 'List the DHCP leases that the cluster reported last, by address, each with the node that has it.',
  returns: z.array(
    z.object({
      ip: z.string(),
      mac: z.string(),
      system_id: z.string().nullable(),
      hostname: z.string().nullable(),
    }),
  ),
  target: findClusterInPath,
  handle: ({ db, target }) => listLeases(db, target.id),
});
