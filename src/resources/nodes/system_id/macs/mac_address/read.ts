import { user } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { NotFound } from '../../../../../errors.js';
import { readExistingNode } from '../../../../../model/nodes/lock.js';
import { macJson, macShape } from '../../../mac-json.js';
import { pathMac } from './path-mac.js';

export const macRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a MAC address related to a Node.',
  returns: macShape,
  target: ({ db, arg }) => readExistingNode(db, arg('system_id')),
  async handle({ target, arg, links }) {
    const mac = pathMac(arg('mac_address'));
    if (!target.macs.includes(mac)) throw new NotFound();
    return macJson(target.system_id, mac, links);
  },
});
