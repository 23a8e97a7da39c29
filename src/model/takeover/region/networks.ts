import { getPrefixLength, parseNetworkRange } from '../../clusters/interfaces/network-range.js';
import { address, id, identifier, integer, orElse, text } from '../mapping/columns.js';
import { LeftOut } from '../mapping/problems.js';
import { tableMapping } from '../mapping/table-mapping.js';

const MAX_VLAN_TAG = 4_094;

export const networks = tableMapping({
  source: 'maasserver_network',
  shape: {
    id,
    name: identifier(255),
    ip: address,
    netmask: address,
    vlan_tag: orElse(integer, 0),
    description: orElse(text(), ''),
  },
  convert({ id: networkId, name, ip, netmask, vlan_tag, description }, conversion) {
    conversion.claim('name', name);
    if (vlan_tag < 0 || vlan_tag > MAX_VLAN_TAG) throw new LeftOut('vlan_tag: is not a VLAN tag');
    if (vlan_tag > 0) conversion.claim('vlan_tag', String(vlan_tag));
    const range = parseNetworkRange(ip, netmask);
    if (!range) throw new LeftOut('netmask: is not a netmask for ip');
    conversion.claimRange('ip', range);
    const base = `${range.getFirst()}/${getPrefixLength(range)}`;
    const values = { id: networkId, name, address: base, vlan_tag: vlan_tag || null, description };
    return [{ table: 'networks', values }];
  },
});
