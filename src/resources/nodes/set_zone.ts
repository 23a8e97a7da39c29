import { z } from 'zod';
import { admin } from '../../api/operation/access.js';
import { operation } from '../../api/operation/operation.js';
import { Invalid } from '../../errors.js';
import { lockNodes } from '../../model/nodes/find.js';
import { moveToZone, zoneId } from '../../model/nodes/zone.js';
import { DEFAULT_ZONE } from '../../model/zones/zones.js';
import { many, optional } from '../../params/param.js';
import { collecting } from '../../params/problems.js';
import { systemId } from '../../params/values.js';

export const nodesSetZone = operation({
  on: 'POST',
  op: 'set_zone',
  allow: admin,
  doc: 'Assign multiple nodes to a physical zone at once.',
  params: {
    zone: optional(z.string(), 'Zone name. If omitted, the nodes are taken out of their physical zones.'),
    nodes: many(systemId, 'system_ids of the nodes whose zones are to be set. (An empty list is acceptable).'),
  },
  returns: z.null(),
  async handle({ db, params: { zone = DEFAULT_ZONE, nodes } }) {
    const wrong: Record<string, readonly string[]> = {};
    const found = await lockNodes(db, nodes);
    const known = new Set(found.map(({ system_id }) => system_id));
    const unknown = [...new Set(nodes)].filter((id) => !known.has(id));
    if (unknown.length > 0) wrong.system_id = [`Unknown node(s): ${unknown.join(', ')}.`];
    const target = await zoneId(db, zone).catch(collecting(wrong));
    if (target === undefined || unknown.length > 0) throw new Invalid(wrong);
    await moveToZone(
      db,
      target,
      found.map(({ id }) => id),
    );
    return null;
  },
});
