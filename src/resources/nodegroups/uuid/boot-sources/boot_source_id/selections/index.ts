import { resource } from '../../../../../../api/operation/operation.js';
import { selectionsCreate } from './create.js';
import { selectionsRead } from './read.js';

/** `nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/` */
export const selections = resource({
  name: 'BootSourceSelectionsHandler',
  path: 'nodegroups/{uuid}/boot-sources/{boot_source_id}/selections/',
  doc: 'Manage the selections of a boot source. An image is imported when at least one of them selects it.',
  adminOnly: true,
  operations: [selectionsRead, selectionsCreate],
});
