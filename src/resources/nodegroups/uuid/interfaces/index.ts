import { resource } from '../../../../api/operation/operation.js';
import { interfacesList } from './list.js';
import { interfacesNew } from './new.js';

/** `nodegroups/{uuid}/interfaces/` */
export const interfaces = resource({
  name: 'NodeGroupInterfacesHandler',
  path: 'nodegroups/{uuid}/interfaces/',
  doc: 'Manage the network interfaces of a cluster, and the services (DHCP, DNS) that it manages on each.',
  operations: [interfacesList, interfacesNew],
});
