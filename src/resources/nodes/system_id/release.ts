import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { mayRelease, releaseNodes } from '../../../model/nodes/lifecycle/release.js';
import { lockEditableNode } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { blankable, forAdmins } from '../../../params/param.js';
import { zeroOrOne } from '../../../params/values.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeRelease = operation({
  on: 'POST',
  op: 'release',
  allow: user,
  doc: `Release a node. Opposite of acquire.

The node is powered off before anybody acquires it. If that fails, an administrator may release it again.`,
  params: {
    force: forAdmins(blankable(zeroOrOne, '1: the node is free at once, even if it could not be powered off.')),
  },
  returns: nodeShape,
  target: ({ db, caller, arg }) => lockEditableNode(db, userOf(caller), arg('system_id'), mayRelease),
  async handle({ db, caller, target, params: { force }, links }) {
    await releaseNodes(db, [target], userOf(caller).username, force);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
