import { resource } from '../../../api/operation/operation.js';
import { nodegroupCancelImport } from './cancel_import.js';
import { nodegroupClaimKey } from './claim_key.js';
import { nodegroupClusterConfig } from './cluster_config.js';
import { nodegroupDetails } from './details.js';
import { nodegroupDownloadProgress } from './download_progress.js';
import { nodegroupImportBootImages } from './import_boot_images.js';
import { nodegroupListLeases } from './list_leases.js';
import { nodegroupListNodes } from './list_nodes.js';
import { nodegroupProbeAndEnlistHardware } from './probe_and_enlist_hardware.js';
import { nodegroupProbeAndEnlistUcsm } from './probe_and_enlist_ucsm.js';
import { nodegroupRead } from './read.js';
import { nodegroupRegionUrl } from './region_url.js';
import { nodegroupReportDownloadProgress } from './report_download_progress.js';
import { nodegroupUpdate } from './update.js';
import { nodegroupUpdateLeases } from './update_leases.js';

/** `nodegroups/{uuid}/` */
export const nodegroup = resource({
  name: 'NodeGroupHandler',
  path: 'nodegroups/{uuid}/',
  doc: 'Manage a cluster, which is identified by its uuid.',
  addsAnonymous: true,
  operations: [
    nodegroupRead,
    nodegroupUpdate,
    nodegroupRegionUrl,
    nodegroupListNodes,
    nodegroupDetails,
    nodegroupUpdateLeases,
    nodegroupImportBootImages,
    nodegroupReportDownloadProgress,
    nodegroupDownloadProgress,
    nodegroupCancelImport,
    nodegroupListLeases,
    nodegroupProbeAndEnlistHardware,
    nodegroupProbeAndEnlistUcsm,
    nodegroupClaimKey,
    nodegroupClusterConfig,
  ],
});
