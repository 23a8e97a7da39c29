import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { nodesById } from '../../../model/nodes/read.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a specific Node.',
  returns: nodeShape,
  pathTarget: { read: nodesById, key: 'system_id' },
  handle: async ({ target, links }) => nodeJson(target, links),
});
