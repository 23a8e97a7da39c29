import { z } from 'zod';
import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { jsonList } from '../../../api/reply/json-list.js';
import { readNodePages } from '../../../model/nodes/list.js';
import { readTag } from '../../../model/tags/tags.js';
import { nodePagesJson, nodeShape } from '../../nodes/node-json.js';

export const tagNodes = operation({
  on: 'GET',
  op: 'nodes',
  allow: user,
  doc: 'List the nodes with this tag that the caller sees.',
  returns: z.array(nodeShape),
  target: ({ db, arg }) => readTag(db, arg('name')),
  handle: ({ db, links, caller, target }) =>
    jsonList(nodePagesJson(readNodePages(db, { viewer: userOf(caller), tags: [target.name] }), links)),
});
