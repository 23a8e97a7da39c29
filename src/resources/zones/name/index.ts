import { resource } from '../../../api/operation/operation.js';
import { zoneDelete } from './delete.js';
import { zoneRead } from './read.js';
import { zoneUpdate } from './update.js';

/** `zones/{name}/` */
export const zone = resource({
  name: 'ZoneHandler',
  path: 'zones/{name}/',
  doc: 'Manage a physical zone. Every node is in one zone. Nodes of a deleted zone move to the default zone.',
  operations: [zoneRead, zoneUpdate, zoneDelete],
});
