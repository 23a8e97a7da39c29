import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { failStaleCommissioning } from '../../model/nodes/lifecycle/commissioning.js';
import { nodeJson, nodeShape } from './node-json.js';

export const nodesCheckCommissioning = operation({
  on: 'POST',
  op: 'check_commissioning',
  allow: user,
  doc: "Check all commissioning nodes for timeouts. A node that takes too long changes to 'failed tests'.",
  returns: z.array(nodeShape),
  async handle({ db, audit, links }) {
    const nodes = await failStaleCommissioning(db);
    audit.add(nodes.map(({ system_id }) => system_id));
    return nodes.map((node) => nodeJson(node, links));
  },
});
