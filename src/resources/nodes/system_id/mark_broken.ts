import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { markNodeBroken } from '../../../model/nodes/lifecycle/broken.js';
import { lockEditableNode } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { optional } from '../../../params/param.js';
import { textUpTo } from '../../../params/values.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeMarkBroken = operation({
  on: 'POST',
  op: 'mark_broken',
  allow: user,
  doc: `Mark a node as broken, as in MAAS 1.7.

Nobody can acquire the node until an administrator marks it as fixed or commissions it. A node in use is released first.`,
  params: { error_description: optional(textUpTo(255), 'Why the node is broken.', '') },
  returns: nodeShape,
  target: ({ db, caller, arg }) => lockEditableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, caller, target, params: { error_description }, links }) {
    await markNodeBroken(db, userOf(caller), target, error_description);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
