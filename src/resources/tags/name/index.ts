import { resource } from '../../../api/operation/operation.js';
import { tagDelete } from './delete.js';
import { tagNodes } from './nodes.js';
import { tagRead } from './read.js';
import { tagRebuild } from './rebuild.js';
import { tagUpdate } from './update.js';
import { tagUpdateNodes } from './update_nodes.js';

/** `tags/{name}/` */
export const tag = resource({
  name: 'TagHandler',
  path: 'tags/{name}/',
  doc: 'Manage a tag.',
  operations: [tagRead, tagUpdate, tagDelete, tagNodes, tagRebuild, tagUpdateNodes],
});
