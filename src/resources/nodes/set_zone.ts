import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listUnknownIds, lockNodes } from '../../model/nodes/lock.js';
import { lockZoneId, moveNodesToZone } from '../../model/nodes/zone.js';
import { DEFAULT_ZONE } from '../../model/zones/zones.js';
import { many, optional } from '../../params/param.js';
import { systemId } from '../../params/values.js';

export const nodesSetZone = operation({
  on: 'POST',
  op: 'set_zone',
  allow: admin,
  doc: 'Assign multiple nodes to a physical zone at once.',
  names: ['nodes', 'zone'],
  params: {
    zone: optional(z.string(), 'Zone name. If omitted, the nodes are taken out of their physical zones.', DEFAULT_ZONE),
    nodes: many(systemId, 'system_ids of the nodes whose zones are to be set. (An empty list is acceptable).'),
  },
  collectsProblems: true,
  returns: z.null(),
  async handle({ db, params: { zone, nodes }, problems }) {
    const found = await lockNodes(db, nodes);
    const unknown = listUnknownIds(nodes, found);
    if (unknown.length > 0) problems.add('system_id', `Unknown node(s): ${unknown.join(', ')}.`);
    const target = await problems.collect(() => lockZoneId(db, zone));
    problems.throwIfAny();
    if (target !== undefined) await moveNodesToZone(db, target, found);
    return null;
  },
});
