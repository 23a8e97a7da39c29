import { z } from 'zod';
import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { summarizeNode } from '../../../model/nodes/summary.js';

export const nodeSummary = operation({
  on: 'GET',
  op: 'summary',
  allow: user,
  doc: `What the keys of a node do not show: its cluster, times, why it is broken, the networks and leases of each MAC
address, and the size of its user data in bytes (null: no user data). The content of user data is shown to nobody.`,
  returns: z.object({
    cluster: z.object({ uuid: z.string(), name: z.string() }),
    error: z.string(),
    created: z.string(),
    updated: z.string(),
    power_state_seen: z.string().nullable(),
    user_data_size: z.int().nullable(),
    macs: z.array(
      z.object({ mac_address: z.string(), networks: z.array(z.string()), ip_addresses: z.array(z.string()) }),
    ),
  }),
  async handle({ db, arg }) {
    const { cluster_uuid: uuid, cluster_name: name, ...node } = await summarizeNode(db, arg('system_id'));
    return {
      ...node,
      cluster: { uuid, name },
      created: node.created.toISOString(),
      updated: node.updated.toISOString(),
      power_state_seen: node.power_state_seen?.toISOString() ?? null,
    };
  },
});
