import { resource } from '../../api/operation/operation.js';
import { tagsList } from './list.js';
import { tagsNew } from './new.js';
import { tagsPreview } from './preview.js';

/** `tags/` */
export const tags = resource({
  name: 'TagsHandler',
  path: 'tags/',
  doc: 'Manage the tags that nodes can be chosen by.',
  operations: [tagsList, tagsNew, tagsPreview],
});
