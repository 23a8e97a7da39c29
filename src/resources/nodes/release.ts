import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { mayRelease, releaseNodes } from '../../model/nodes/lifecycle/release.js';
import { lockBulkNodes } from '../../model/nodes/lock.js';
import { many } from '../../params/param.js';
import { systemId } from '../../params/values.js';

export const nodesRelease = operation({
  on: 'POST',
  op: 'release',
  allow: user,
  doc: `Release multiple nodes.

This places the nodes back into the pool, ready to be reallocated. Returns the system_ids of the nodes whose status
changed: nodes that were already released are not among them.`,
  names: ['nodes'],
  params: { nodes: many(systemId, 'system_ids of the nodes which are to be released. (An empty list is acceptable).') },
  returns: z.array(z.string()),
  async handle({ db, caller, params }) {
    const viewer = userOf(caller);
    const nodes = await lockBulkNodes(db, params.nodes, (node) => mayRelease(viewer, node));
    const released = await releaseNodes(db, nodes, viewer.username);
    return released.map(({ system_id }) => system_id);
  },
});
