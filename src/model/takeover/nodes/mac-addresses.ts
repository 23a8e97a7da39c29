import { id, mac, orElse, time } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const macAddresses = tableMapping({
  source: 'maasserver_macaddress',
  shape: { id, mac_address: mac, node_id: id, created: orElse(time, null) },
  convert(row, conversion) {
    conversion.require('node_id', 'maasserver_node', row.node_id);
    conversion.claim('mac_address', row.mac_address);
    const values = { id: row.id, mac: row.mac_address, node_id: row.node_id, created: row.created ?? new Date() };
    return [{ table: 'mac_addresses', values }];
  },
});
