import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { acceptAllNodes } from '../../model/nodes/lifecycle/commissioning.js';
import { listNodes } from '../../model/nodes/list.js';
import { ENLISTMENT } from './enlistment-doc.js';
import { nodeJson, nodeShape } from './node-json.js';

export const nodesAcceptAll = operation({
  on: 'POST',
  op: 'accept_all',
  allow: user,
  doc: `Accept all declared nodes into the MAAS.\n\n${ENLISTMENT}\n\nReturns the nodes whose status changed.`,
  returns: z.array(nodeShape),
  async handle({ db, caller, audit, links }) {
    const systemIds = await acceptAllNodes(db, userOf(caller));
    audit.add(systemIds);
    const accepted = systemIds.length > 0 ? await listNodes(db, { systemIds }) : [];
    return accepted.map((node) => nodeJson(node, links));
  },
});
