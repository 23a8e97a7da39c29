import { resource } from '../../../api/operation/operation.js';
import { commissioningScriptDelete } from './delete.js';
import { commissioningScriptRead } from './read.js';
import { commissioningScriptUpdate } from './update.js';

/** `commissioning-scripts/{name}` */
export const commissioningScript = resource({
  name: 'CommissioningScriptHandler',
  path: 'commissioning-scripts/{name}',
  doc: 'Manage a custom commissioning script.',
  adminOnly: true,
  operations: [commissioningScriptRead, commissioningScriptUpdate, commissioningScriptDelete],
});
