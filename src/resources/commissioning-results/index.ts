import { resource } from '../../api/operation/operation.js';
import { commissioningResultsList } from './list.js';

/** `commissioning-results/` */
export const commissioningResults = resource({
  name: 'CommissioningResultsHandler',
  path: 'commissioning-results/',
  doc: 'Read the results of commissioning.',
  operations: [commissioningResultsList],
});
