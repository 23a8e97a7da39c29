import { z } from 'zod';
import { user } from '../../../../api/operation/authorize.js';
import { userOf } from '../../../../api/operation/caller.js';
import { operation } from '../../../../api/operation/operation.js';
import { Invalid } from '../../../../errors.js';
import { lockEditableNode } from '../../../../model/nodes/lock.js';
import { addMac } from '../../../../model/nodes/mac-addresses.js';
import { field } from '../../../../params/param.js';
import { badMac, normalMac } from '../../../../params/values.js';
import { macJson, macShape } from '../../mac-json.js';

export const macsCreate = operation({
  on: 'POST',
  allow: user,
  doc: 'Create a MAC address for a specified Node.',
  names: ['mac_address'],
  params: { mac_address: field(z.string(), 'The MAC address.') },
  returns: macShape,
  target: ({ db, caller, arg }) => lockEditableNode(db, userOf(caller), arg('system_id')),
  async handle({ db, target, params: { mac_address }, links }) {
    const mac = normalMac(mac_address);
    if (mac === undefined) throw Invalid.field('mac_address', badMac(mac_address));
    await addMac(db, target.id, mac);
    return { ...macJson(target.system_id, mac, links), mac_address };
  },
});
