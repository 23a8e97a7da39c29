import { resource } from '../../../../../api/operation/operation.js';
import { macDelete } from './delete.js';
import { macRead } from './read.js';

/** `nodes/{system_id}/macs/{mac_address}/` */
export const mac = resource({
  name: 'NodeMacHandler',
  path: 'nodes/{system_id}/macs/{mac_address}/',
  doc: `Manage a Node MAC address.

The MAC address object is identified by the system_id for the Node it is attached to, plus the MAC address itself.`,
  operations: [macRead, macDelete],
});
