import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { lockNode, mayEdit, viewedNode } from '../../../model/nodes/find.js';
import { demandPower, powerRefused } from '../../../model/nodes/lifecycle/power.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeStop = operation({
  on: 'POST',
  op: 'stop',
  allow: user,
  doc: 'Shut down a node.',
  returns: nodeShape,
  async target({ db, caller, arg }) {
    const node = await lockNode(db, arg('system_id'));
    if (!node || !mayEdit(userOf(caller), node)) throw powerRefused('off');
    return node;
  },
  async handle({ db, caller, target, links }) {
    await demandPower(db, target, 'off', userOf(caller).username);
    return nodeJson(await viewedNode(db, target.system_id), links);
  },
});
