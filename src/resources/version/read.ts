import { z } from 'zod';
import { anyone } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';

export const versionRead = operation({
  on: 'GET',
  allow: anyone,
  doc: 'List the capabilities of this region.',
  returns: z.object({ capabilities: z.array(z.string()) }),
  handle: async () => ({ capabilities: ['networks-management'] }),
});
