import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { powerRefusedError } from '../../../model/nodes/lifecycle/power.js';
import { stopNode } from '../../../model/nodes/lifecycle/stop.js';
import { lockNode, mayEdit } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { nodeJson, nodeShape } from '../node-json.js';
import { stopMode } from '../stop-mode.js';

export const nodeStop = operation({
  on: 'POST',
  op: 'stop',
  allow: user,
  transaction: 'shared',
  doc: `Shut down a node.

With a soft stop_mode, as in MAAS 1.9, the operating system is asked to shut down, and has at least five minutes. Then an
event says whether the machine went off; a slow BMC delays it. Power types other than ipmi and virsh cannot do that, and answer 400.`,
  params: { stop_mode: stopMode },
  returns: nodeShape,
  async target({ db, caller, arg }) {
    const node = await lockNode(db, arg('system_id'));
    if (!node || !mayEdit(userOf(caller), node)) throw powerRefusedError('off');
    return node;
  },
  async handle({ db, caller, target, params: { stop_mode }, links }) {
    await stopNode(db, target, stop_mode, userOf(caller).username);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
