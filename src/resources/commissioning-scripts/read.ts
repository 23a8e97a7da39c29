import { z } from 'zod';
import { admin } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listScriptNames } from '../../model/commissioning/scripts.js';

export const commissioningScriptsRead = operation({
  on: 'GET',
  allow: admin,
  doc: 'List the names of the commissioning scripts.',
  returns: z.array(z.string()),
  handle: ({ db }) => listScriptNames(db),
});
