import { resource } from '../../../../api/operation/operation.js';
import { bootSourcesCheck } from './check.js';
import { bootSourcesCreate } from './create.js';
import { bootSourcesListSelections } from './list_selections.js';
import { bootSourcesRead } from './read.js';

/** `nodegroups/{uuid}/boot-sources/` */
export const bootSources = resource({
  name: 'BootSourcesHandler',
  path: 'nodegroups/{uuid}/boot-sources/',
  doc: 'Manage the sources from which a cluster gets its boot images.',
  adminOnly: true,
  operations: [bootSourcesRead, bootSourcesListSelections, bootSourcesCreate, bootSourcesCheck],
});
