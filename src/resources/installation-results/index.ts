import { resource } from '../../api/operation/operation.js';
import { installationResultsList } from './list.js';

/** `installation-results/` */
export const installationResults = resource({
  name: 'NodeResultsHandler',
  path: 'installation-results/',
  doc: 'Read the results of installations.',
  operations: [installationResultsList],
});
