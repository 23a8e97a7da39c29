import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { readExistingNode } from '../../../model/nodes/lock.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a specific Node.',
  returns: nodeShape,
  handle: async ({ db, arg, links }) => nodeJson(await readExistingNode(db, arg('system_id')), links),
});
