import { resource } from '../../../../../api/operation/operation.js';
import { clusterInterfaceDelete } from './delete.js';
import { clusterInterfaceRead } from './read.js';
import { clusterInterfaceReportForeignDhcp } from './report_foreign_dhcp.js';
import { clusterInterfaceUpdate } from './update.js';

/** `nodegroups/{uuid}/interfaces/{interface}/` */
export const clusterInterface = resource({
  name: 'NodeGroupInterfaceHandler',
  path: 'nodegroups/{uuid}/interfaces/{interface}/',
  doc: 'Manage a network interface of a cluster. The interface is identified by its name.',
  operations: [clusterInterfaceRead, clusterInterfaceUpdate, clusterInterfaceDelete, clusterInterfaceReportForeignDhcp],
});
