import { z } from 'zod';
import { type Access, user } from '../../api/operation/access.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { bulkNodes } from '../../model/nodes/find.js';
import { acceptAllNodes, acceptNodes, failStaleCommissioning } from '../../model/nodes/lifecycle/commissioning.js';
import { listNodes } from '../../model/nodes/list.js';
import { many } from '../../params/param.js';
import { systemId } from '../../params/values.js';
import { nodeJson } from './node-json.js';
import { nodeShape } from './shape.js';

/** Users; but the operation is known to machines that enlist as well, so that they are told 401 and not 400. */
const knownToAll: Access = { ...user, anonymous: true };

const ENLISTMENT = `Nodes can be enlisted in the MAAS anonymously or by non-admin users, as opposed to by an admin. These
nodes are held in the Declared state; a MAAS admin must first verify the authenticity of these enlistments, and accept
them.`;

export const accept = operation({
  on: 'POST',
  op: 'accept',
  allow: knownToAll,
  doc: `Accept declared nodes into the MAAS.\n\n${ENLISTMENT}\n\nReturns the system_ids of the nodes whose status changed.`,
  params: { nodes: many(systemId, 'system_ids of the nodes whose enlistment is to be accepted.') },
  returns: z.array(z.string()),
  async handle({ db, caller, params }) {
    const viewer = userOf(caller);
    const nodes = await bulkNodes(db, params.nodes, () => viewer.isSuperuser);
    const accepted = await acceptNodes(db, nodes, viewer.username);
    return accepted.map(({ system_id }) => system_id);
  },
});

export const acceptAll = operation({
  on: 'POST',
  op: 'accept_all',
  allow: user,
  doc: `Accept all declared nodes into the MAAS.\n\n${ENLISTMENT}\n\nReturns the nodes whose status changed.`,
  returns: z.array(nodeShape),
  async handle({ db, caller, links }) {
    const systemIds = await acceptAllNodes(db, userOf(caller));
    const accepted = systemIds.length > 0 ? await listNodes(db, { systemIds }) : [];
    return accepted.map((node) => nodeJson(node, links));
  },
});

export const checkCommissioning = operation({
  on: 'POST',
  op: 'check_commissioning',
  allow: user,
  doc: 'Check all commissioning nodes to see if they are taking too long; those that do have failed their tests.',
  returns: z.array(nodeShape),
  async handle({ db, links }) {
    const nodes = await failStaleCommissioning(db);
    return nodes.map((node) => nodeJson(node, links));
  },
});
