import { z } from 'zod';
import { type Access, adminOrWorker } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { Conflict } from '../../../errors.js';
import { findWorkersClusterId, mapTag } from '../../../model/tags/mapping.js';
import { holdTag } from '../../../model/tags/tags.js';
import { many, optional } from '../../../params/param.js';
import { systemId } from '../../../params/values.js';

/** A parameter names the cluster of the worker, so the operation itself authorizes the worker. */
const adminOrNamedWorker: Access = { ...adminOrWorker, authorizeTarget: () => {} };

export const tagUpdateNodes = operation({
  on: 'POST',
  op: 'update_nodes',
  allow: adminOrNamedWorker,
  doc: 'Add the tag to nodes and remove it from others. Unknown nodes are ignored.',
  names: ['add', 'remove'],
  params: {
    add: many(systemId, 'System ids of nodes that get the tag.'),
    remove: many(systemId, 'System ids of nodes that lose the tag.'),
    definition: optional(z.string(), 'The definition on which the change is based. If it has changed: 409.'),
    nodegroup: optional(z.string(), 'The cluster whose worker calls. Only nodes of this cluster change.'),
  },
  returns: z.object({ added: z.int(), removed: z.int() }),
  target: ({ db, arg }) => holdTag(db, arg('name')),
  handle: async ({ db, caller, target, params: { add, remove, definition, nodegroup } }) => {
    const nodegroupId = userOf(caller).isSuperuser
      ? undefined
      : await findWorkersClusterId(db, nodegroup, caller.token?.id);
    if (definition !== undefined && definition !== target.definition) {
      throw new Conflict(`The definition of tag ${target.name} has changed.`);
    }
    return mapTag(db, target.id, { add, remove, nodegroupId });
  },
});
