import { user } from '../../../../../api/operation/authorize.js';
import { userOf } from '../../../../../api/operation/caller.js';
import { operation } from '../../../../../api/operation/operation.js';
import { Reply } from '../../../../../api/reply/reply.js';
import { NotFound } from '../../../../../errors.js';
import { lockEditableNode } from '../../../../../model/nodes/lock.js';
import { deleteMac } from '../../../../../model/nodes/mac-addresses.js';
import { pathMac } from './path-mac.js';

export const macDelete = operation({
  on: 'DELETE',
  allow: user,
  doc: 'Delete a specific MAC address for the specified Node.',
  async target({ db, caller, arg }) {
    const mac = pathMac(arg('mac_address'));
    return { mac, node: await lockEditableNode(db, userOf(caller), arg('system_id')) };
  },
  async handle({ db, target }) {
    if (!(await deleteMac(db, target.node.id, target.mac))) throw new NotFound();
    return Reply.empty();
  },
});
