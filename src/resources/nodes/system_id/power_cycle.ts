import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { cycleNode } from '../../../model/nodes/lifecycle/cycle.js';
import { powerRefusedError } from '../../../model/nodes/lifecycle/power.js';
import { lockNode, mayEdit } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { nodeJson, nodeShape } from '../node-json.js';
import { stopMode } from '../stop-mode.js';

export const nodePowerCycle = operation({
  on: 'POST',
  op: 'power_cycle',
  allow: user,
  doc: `Power a node off and on again. A node that is off is powered on.

Status, deployment and user data stay as they are. With a soft stop_mode the operating system is asked to shut down first, as
by op=stop; a machine that is still on then is powered off. Power types that cannot power off answer 400.`,
  params: { stop_mode: stopMode },
  returns: nodeShape,
  async target({ db, caller, arg }) {
    const node = await lockNode(db, arg('system_id'));
    if (!node || !mayEdit(userOf(caller), node)) throw powerRefusedError('cycle');
    return node;
  },
  async handle({ db, caller, target, params: { stop_mode }, links }) {
    await cycleNode(db, target, stop_mode, userOf(caller).username);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
