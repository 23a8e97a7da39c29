import { z } from 'zod';
import { type Access, user } from '../../../api/operation/access.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { Conflict } from '../../../errors.js';
import { mapTag, workersNodegroup } from '../../../model/tags/mapping.js';
import { holdTag } from '../../../model/tags/tags.js';
import { many, optional } from '../../../params/param.js';
import { systemId } from '../../../params/values.js';

/** The worker is that of the cluster that a parameter names, so the operation itself looks. */
const adminOrNamedWorker: Access = { ...user, label: 'admin or worker' };

export const tagUpdateNodes = operation({
  on: 'POST',
  op: 'update_nodes',
  allow: adminOrNamedWorker,
  doc: 'Put the tag on nodes and take it off others. Unknown nodes are passed over.',
  params: {
    add: many(systemId, 'System ids of nodes that get the tag.'),
    remove: many(systemId, 'System ids of nodes that lose the tag.'),
    definition: optional(z.string(), 'The definition that the change is based on; another one now is a conflict.'),
    nodegroup: optional(z.string(), 'The cluster whose worker calls; only its nodes are touched.'),
  },
  returns: z.object({ added: z.int(), removed: z.int() }),
  target: ({ db, arg }) => holdTag(db, arg('name')),
  handle: async ({ db, caller, target, params: { add, remove, definition, nodegroup } }) => {
    const nodegroupId = userOf(caller).isSuperuser
      ? undefined
      : await workersNodegroup(db, nodegroup, caller.token?.id);
    if (definition !== undefined && definition !== target.definition) {
      throw new Conflict(`The definition of tag ${target.name} is another one by now.`);
    }
    return mapTag(db, target.id, { add, remove, nodegroupId });
  },
});
