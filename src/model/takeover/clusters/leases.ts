import { address, id, mac } from '../mapping/columns.js';
import { tableMapping } from '../mapping/table-mapping.js';

export const leases = tableMapping({
  source: 'maasserver_dhcplease',
  shape: { id, nodegroup_id: id, ip: address, mac },
  convert({ id: _id, ...lease }, conversion) {
    conversion.require('nodegroup_id', 'maasserver_nodegroup', lease.nodegroup_id);
    conversion.claim('ip', lease.ip);
    return [{ table: 'dhcp_leases', values: lease }];
  },
});
