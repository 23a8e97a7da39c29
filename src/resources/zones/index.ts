import { resource } from '../../api/operation/operation.js';
import { zonesCreate } from './create.js';
import { zonesRead } from './read.js';

/** `zones/` */
export const zones = resource({
  name: 'ZonesHandler',
  path: 'zones/',
  doc: 'Manage physical zones, such as racks, rooms or data centres.',
  operations: [zonesRead, zonesCreate],
});
