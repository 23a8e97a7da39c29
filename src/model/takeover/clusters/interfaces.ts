import { InterfaceManagement } from '../../statuses/interface-management.js';
import { address, id, integer, orElse, text } from '../mapping/columns.js';
import { LeftOut } from '../mapping/problems.js';
import { tableMapping } from '../mapping/table-mapping.js';

const optional = orElse(address, null);
const MANAGEMENTS: readonly number[] = Object.values(InterfaceManagement);

export const clusterInterfaces = tableMapping({
  source: 'maasserver_nodegroupinterface',
  shape: {
    id,
    nodegroup_id: id,
    interface: orElse(text(255), ''),
    management: integer,
    ip: address,
    subnet_mask: optional,
    broadcast_ip: optional,
    router_ip: optional,
    ip_range_low: optional,
    ip_range_high: optional,
    foreign_dhcp_ip: optional,
  },
  convert(row, conversion) {
    if (!MANAGEMENTS.includes(row.management)) throw new LeftOut('management: is not known');
    conversion.require('nodegroup_id', 'maasserver_nodegroup', row.nodegroup_id);
    conversion.claim('interface', `${row.nodegroup_id} ${row.interface}`);
    return [{ table: 'nodegroup_interfaces', values: row }];
  },
});
