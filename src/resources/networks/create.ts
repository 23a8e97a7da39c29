import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { netmask, vlanTag } from '../../model/networks/address.js';
import { checkNetwork, createNetwork } from '../../model/networks/edit.js';
import { blankable, field, many, optional } from '../../params/param.js';
import { withoutBlanks } from '../../params/text.js';
import { ipAddress } from '../../params/values.js';
import { networkJson, networkShape } from './network-json.js';
import { macOrNothing, NETWORK_DOCS, networkName } from './network-parameters.js';

export const networksCreate = operation({
  on: 'POST',
  allow: admin,
  doc: 'Define a network. It must not overlap with another one.',
  names: ['name'],
  params: {
    name: field(networkName, NETWORK_DOCS.name),
    ip: field(ipAddress, NETWORK_DOCS.ip),
    netmask: field(netmask, NETWORK_DOCS.netmask),
    vlan_tag: blankable(vlanTag, NETWORK_DOCS.vlan_tag),
    description: optional(z.string(), NETWORK_DOCS.description),
    mac_addresses: many(macOrNothing, NETWORK_DOCS.mac_addresses),
  },
  collectsProblems: true,
  returns: networkShape,
  async handle({ db, links, params, problems, rightParams }) {
    const mac_addresses = withoutBlanks(params.mac_addresses);
    await checkNetwork(db, undefined, { ...params, mac_addresses }, problems);
    return networkJson(await createNetwork(db, { ...rightParams(), mac_addresses }), links);
  },
});
