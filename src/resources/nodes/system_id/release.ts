import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { editableNode, viewedNode } from '../../../model/nodes/find.js';
import { releaseNodes } from '../../../model/nodes/lifecycle/release.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeRelease = operation({
  on: 'POST',
  op: 'release',
  allow: user,
  doc: 'Release a node. Opposite of acquire.',
  returns: nodeShape,
  target: ({ db, caller, arg }) => editableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, caller, target, links }) {
    await releaseNodes(db, [target], userOf(caller).username);
    return nodeJson(await viewedNode(db, target.system_id), links);
  },
});
