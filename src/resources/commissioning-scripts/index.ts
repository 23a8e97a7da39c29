import { resource } from '../../api/operation/operation.js';
import { commissioningScriptsCreate } from './create.js';
import { commissioningScriptsRead } from './read.js';

/** `commissioning-scripts/` */
export const commissioningScripts = resource({
  name: 'CommissioningScriptsHandler',
  path: 'commissioning-scripts/',
  doc: `Manage custom commissioning scripts.

Nodes run them when they are commissioned, together with those of the region, in the order of their names.`,
  adminOnly: true,
  operations: [commissioningScriptsRead, commissioningScriptsCreate],
});
