import { z } from 'zod';
import { type Access, user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { acceptNodes } from '../../model/nodes/lifecycle/commissioning.js';
import { lockBulkNodes } from '../../model/nodes/lock.js';
import { many } from '../../params/param.js';
import { systemId } from '../../params/values.js';
import { ENLISTMENT } from './enlistment-doc.js';

/** Users only. The operation also exists for anonymous callers, so that they are answered 401 and not 400. */
const knownToAll: Access = { ...user, anonymous: true };

export const nodesAccept = operation({
  on: 'POST',
  op: 'accept',
  allow: knownToAll,
  doc: `Accept declared nodes into the MAAS.\n\n${ENLISTMENT}\n\nReturns the system_ids of the nodes whose status changed.`,
  names: ['nodes'],
  params: { nodes: many(systemId, 'system_ids of the nodes whose enlistment is to be accepted.') },
  returns: z.array(z.string()),
  async handle({ db, caller, params }) {
    const viewer = userOf(caller);
    const nodes = await lockBulkNodes(db, params.nodes, () => viewer.isSuperuser);
    const accepted = await acceptNodes(db, nodes, viewer.username);
    return accepted.map(({ system_id }) => system_id);
  },
});
