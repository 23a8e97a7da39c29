import { resource } from '../../api/operation/operation.js';
import { nodegroupsAccept } from './accept.js';
import { nodegroupsDescribePowerTypes } from './describe_power_types.js';
import { nodegroupsImportBootImages } from './import_boot_images.js';
import { nodegroupsList } from './list.js';
import { nodegroupsListNodes } from './list_nodes.js';
import { nodegroupsRefreshWorkers } from './refresh_workers.js';
import { nodegroupsRegister } from './register.js';
import { nodegroupsReject } from './reject.js';
import { nodegroupsStalledDownloads } from './stalled_downloads.js';

/** `nodegroups/` */
export const nodegroups = resource({
  name: 'NodeGroupsHandler',
  path: 'nodegroups/',
  doc: 'Manage the clusters of this region, which are also called nodegroups.',
  operations: [
    nodegroupsList,
    nodegroupsListNodes,
    nodegroupsDescribePowerTypes,
    nodegroupsStalledDownloads,
    nodegroupsRegister,
    nodegroupsAccept,
    nodegroupsReject,
    nodegroupsRefreshWorkers,
    nodegroupsImportBootImages,
  ],
});
