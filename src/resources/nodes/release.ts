import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { mayRelease, releaseNodes } from '../../model/nodes/lifecycle/release.js';
import { lockBulkNodes } from '../../model/nodes/lock.js';
import { blankable, many } from '../../params/param.js';
import { flag, systemId } from '../../params/values.js';

export const nodesRelease = operation({
  on: 'POST',
  op: 'release',
  allow: user,
  doc: `Release multiple nodes.

This places the nodes back into the pool, ready to be reallocated. Returns the system_ids of the nodes whose status
changed: nodes that were already released are not among them. With verbose, it returns {system_id: what happened}:
'released', 'releasing' (until the node is powered off) or 'unchanged'. After an error, no node is released.`,
  names: ['nodes'],
  params: {
    nodes: many(systemId, 'system_ids of the nodes which are to be released. (An empty list is acceptable).'),
    verbose: blankable(flag, 'Return what happened to each node.', false),
  },
  returns: z.union([z.array(z.string()), z.record(z.string(), z.enum(['released', 'releasing', 'unchanged']))]),
  async handle({ db, caller, params: { nodes: ids, verbose } }) {
    const viewer = userOf(caller);
    const nodes = await lockBulkNodes(db, ids, (node) => mayRelease(viewer, node));
    const released = await releaseNodes(db, nodes, viewer.username);
    if (!verbose) return released.map(({ system_id }) => system_id);
    const words = released.map(({ system_id, isHeld }) => [system_id, isHeld ? 'releasing' : 'released'] as const);
    return {
      ...Object.fromEntries(nodes.map(({ system_id }) => [system_id, 'unchanged'])),
      ...Object.fromEntries(words),
    };
  },
});
