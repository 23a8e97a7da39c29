import { z } from 'zod';
import { user } from '../../api/operation/access.js';
import { operation } from '../../api/operation/operation.js';
import { failStaleCommissioning } from '../../model/nodes/lifecycle/commissioning.js';
import { nodeJson, nodeShape } from './node-json.js';

export const nodesCheckCommissioning = operation({
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
