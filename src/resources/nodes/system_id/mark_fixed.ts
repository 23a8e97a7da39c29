import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { markNodeFixed } from '../../../model/nodes/lifecycle/broken.js';
import { lockAdministeredNode } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeMarkFixed = operation({
  on: 'POST',
  op: 'mark_fixed',
  allow: user,
  doc: 'Mark a broken node as fixed, as in MAAS 1.7. It is ready again. Only for administrators.',
  returns: nodeShape,
  target: ({ db, caller, arg }) => lockAdministeredNode(db, userOf(caller), arg('system_id')),
  async handle({ db, caller, target, links }) {
    await markNodeFixed(db, userOf(caller), target);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
