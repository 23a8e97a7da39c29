import { resource } from '../../../../api/operation/operation.js';
import { bootImagesRead } from './read.js';
import { bootImagesReportBootImages } from './report_boot_images.js';

/** `nodegroups/{uuid}/boot-images/` */
export const bootImages = resource({
  name: 'BootImagesHandler',
  path: 'nodegroups/{uuid}/boot-images/',
  doc: 'Manage the boot images of a cluster.',
  operations: [bootImagesRead, bootImagesReportBootImages],
});
