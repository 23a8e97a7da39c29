import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { releaseNodes } from '../../../model/nodes/lifecycle/release.js';
import { lockEditableNode, readExistingNode } from '../../../model/nodes/lock.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeRelease = operation({
  on: 'POST',
  op: 'release',
  allow: user,
  doc: 'Release a node. Opposite of acquire.',
  returns: nodeShape,
  target: ({ db, caller, arg }) => lockEditableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, caller, target, links }) {
    await releaseNodes(db, [target], userOf(caller).username);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
