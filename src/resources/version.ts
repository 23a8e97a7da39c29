import { z } from 'zod';
import { anyone } from '../api/operation/access.js';
import { operation, resource } from '../api/operation/operation.js';

/** `version/`: what clients ask before they use anything that not every region has. */
export const version = resource({
  name: 'VersionHandler',
  path: 'version/',
  doc: 'What this region is capable of.',
  hidden: true,
  operations: [
    operation({
      on: 'GET',
      allow: anyone,
      doc: 'List the capabilities of this region.',
      returns: z.object({ capabilities: z.array(z.string()) }),
      handle: async () => ({ capabilities: ['networks-management'] }),
    }),
  ],
});
