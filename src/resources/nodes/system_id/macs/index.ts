import { resource } from '../../../../api/operation/operation.js';
import { macsCreate } from './create.js';
import { macsRead } from './read.js';

/** `nodes/{system_id}/macs/` */
export const macs = resource({
  name: 'NodeMacsHandler',
  path: 'nodes/{system_id}/macs/',
  doc: 'Manage MAC addresses for a given Node. The Node is identified by its system_id.',
  operations: [macsRead, macsCreate],
});
