import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { powerRefusedError } from '../../../model/nodes/lifecycle/power.js';
import { startNode } from '../../../model/nodes/lifecycle/start.js';
import { lockEditableNode, lockNode, mayEdit } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { nodeJson, nodeShape } from '../node-json.js';
import { startParams } from '../start-params.js';

export const nodeStart = operation({
  on: 'POST',
  op: 'start',
  allow: user,
  transaction: 'shared',
  doc: 'Power up a node.',
  params: startParams,
  returns: nodeShape,
  /** An unknown node is answered 403, like a node of another user. When a series is given, it is answered 404. */
  async target({ db, caller, arg, given }) {
    if (given('distro_series')) return lockEditableNode(db, userOf(caller), arg('system_id'));
    const node = await lockNode(db, arg('system_id'));
    if (!node || !mayEdit(userOf(caller), node)) throw powerRefusedError('on');
    return node;
  },
  async handle({ db, caller, target, params, links }) {
    const options = { userData: params.user_data, distroSeries: params.distro_series };
    await startNode(db, userOf(caller), target, options);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
