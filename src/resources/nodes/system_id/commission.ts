import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { commissionNode } from '../../../model/nodes/lifecycle/commissioning.js';
import { lockExistingNode } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeCommission = operation({
  on: 'POST',
  op: 'commission',
  allow: user,
  doc: `Begin commissioning process for a node.

A node in the 'ready', 'declared' or 'failed test' state may initiate a commissioning cycle where it is checked out and
tested in preparation for transitioning to the 'ready' state. If it is already in the 'ready' state this is considered a
re-commissioning process which is useful if commissioning tests were changed after it previously commissioned.`,
  returns: nodeShape,
  target: ({ db, arg }) => lockExistingNode(db, arg('system_id')),
  async handle({ db, caller, target, links }) {
    await commissionNode(db, userOf(caller), target);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
