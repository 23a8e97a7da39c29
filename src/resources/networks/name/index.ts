import { resource } from '../../../api/operation/operation.js';
import { networkConnectMacs } from './connect_macs.js';
import { networkDelete } from './delete.js';
import { networkDisconnectMacs } from './disconnect_macs.js';
import { networkListConnectedMacs } from './list_connected_macs.js';
import { networkRead } from './read.js';
import { networkUpdate } from './update.js';

/** `networks/{name}/` */
export const network = resource({
  name: 'NetworkHandler',
  path: 'networks/{name}/',
  doc: 'Manage a network.',
  operations: [
    networkRead,
    networkUpdate,
    networkDelete,
    networkListConnectedMacs,
    networkConnectMacs,
    networkDisconnectMacs,
  ],
});
