import { user } from '../../../../../api/operation/authorize.js';
import { operation } from '../../../../../api/operation/operation.js';
import { NotFound } from '../../../../../errors.js';
import { nodesById } from '../../../../../model/nodes/read.js';
import { macJson, macShape } from '../../../mac-json.js';
import { pathMac } from './path-mac.js';

export const macRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a MAC address related to a Node.',
  returns: macShape,
  pathTarget: { read: nodesById, key: 'system_id' },
  async handle({ target, arg, links }) {
    const mac = pathMac(arg('mac_address'));
    if (!target.macs.includes(mac)) throw new NotFound();
    return macJson(target.system_id, mac, links);
  },
});
