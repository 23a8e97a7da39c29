import { resource } from '../../api/operation/operation.js';
import { networksCreate } from './create.js';
import { networksRead } from './read.js';

/** `networks/` */
export const networks = resource({
  name: 'NetworksHandler',
  path: 'networks/',
  doc: 'Manage the networks that nodes are attached to.',
  operations: [networksRead, networksCreate],
});
