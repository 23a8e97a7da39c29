import { resource } from '../../api/operation/operation.js';
import { pxeconfigRead } from './read.js';

/** `pxeconfig/`: TFTP servers of clusters read here how machines boot from the network. */
export const pxeconfig = resource({
  name: 'PxeConfigHandler',
  path: 'pxeconfig/',
  doc: 'How machines boot from the network.',
  hidden: true,
  operations: [pxeconfigRead],
});
