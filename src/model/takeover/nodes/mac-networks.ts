import { id } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const macNetworks = tableMapping({
  source: 'maasserver_macaddress_networks',
  shape: { id, macaddress_id: id, network_id: id },
  convert({ macaddress_id: mac_id, network_id }, conversion) {
    conversion.require('macaddress_id', 'maasserver_macaddress', mac_id);
    conversion.require('network_id', 'maasserver_network', network_id);
    conversion.claim('network_id', `${mac_id} ${network_id}`);
    return [{ table: 'mac_networks', values: { mac_id, network_id } }];
  },
});
