import { z } from 'zod';
import { admin } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { netmask, vlanTag } from '../../../model/networks/address.js';
import { checkNetwork, updateNetwork } from '../../../model/networks/edit.js';
import { lockNetwork } from '../../../model/networks/view.js';
import { blankable, optional, optionalMany } from '../../../params/param.js';
import { withoutBlanks } from '../../../params/text.js';
import { ipAddress } from '../../../params/values.js';
import { networkJson, networkShape } from '../network-json.js';
import { macOrNothing, NETWORK_DOCS, networkName } from '../network-parameters.js';

export const networkUpdate = operation({
  on: 'PUT',
  allow: admin,
  doc: 'Change a network. What is left out stays as it is.',
  params: {
    name: optional(networkName, NETWORK_DOCS.name),
    ip: optional(ipAddress, NETWORK_DOCS.ip),
    netmask: optional(netmask, NETWORK_DOCS.netmask),
    vlan_tag: blankable(vlanTag, NETWORK_DOCS.vlan_tag),
    description: optional(z.string(), NETWORK_DOCS.description),
    mac_addresses: optionalMany(macOrNothing, NETWORK_DOCS.mac_addresses),
  },
  returns: networkShape,
  target: ({ db, arg }) => lockNetwork(db, arg('name')),
  collectsProblems: true,
  async handle({ db, links, target, params, problems }) {
    const changes = { ...params, mac_addresses: params.mac_addresses && withoutBlanks(params.mac_addresses) };
    await checkNetwork(db, target, changes, problems);
    problems.throwIfAny();
    return networkJson(await updateNetwork(db, target, changes), links);
  },
});
