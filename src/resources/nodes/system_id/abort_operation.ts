import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import { operation } from '../../../api/operation/operation.js';
import { abortOperation } from '../../../model/nodes/lifecycle/abort.js';
import { lockEditableNode } from '../../../model/nodes/lock.js';
import { readExistingNode } from '../../../model/nodes/read.js';
import { nodeJson, nodeShape } from '../node-json.js';

export const nodeAbortOperation = operation({
  on: 'POST',
  op: 'abort_operation',
  allow: user,
  doc: `Abort the commissioning or the deployment of a node, as in MAAS 1.8, and power the node off.

After commissioning the node is declared again. After a deployment it is allocated to its owner, and not started.`,
  returns: nodeShape,
  target: ({ db, caller, arg }) => lockEditableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, caller, target, links }) {
    await abortOperation(db, userOf(caller), target);
    return nodeJson(await readExistingNode(db, target.system_id), links);
  },
});
