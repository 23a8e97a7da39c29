import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { powerRefusedError, queuePowerOrThrow } from '../../../model/nodes/lifecycle/power.js';
import { lockNode, mayEdit } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeStop = operation({
  on: 'POST',
  op: 'stop',
  allow: user,
  doc: 'Shut down a node.',
  returns: nodeShape,
  async target({ db, caller, arg }) {
    const node = await lockNode(db, arg('system_id'));
    if (!node || !mayEdit(userOf(caller), node)) throw powerRefusedError('off');
    return node;
  },
  async handle({ db, caller, target, links }) {
    await queuePowerOrThrow(db, target, 'off', userOf(caller).username);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
