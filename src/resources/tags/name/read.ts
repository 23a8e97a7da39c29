import { user } from '../../../api/operation/authorize.js';
import { operation } from '../../../api/operation/operation.js';
import { readTag } from '../../../model/tags/tags.js';
import { tagJson, tagShape } from '../tag-json.js';

export const tagRead = operation({
  on: 'GET',
  allow: user,
  doc: 'Read a tag.',
  returns: tagShape,
  handle: async ({ db, links, arg }) => tagJson(await readTag(db, arg('name')), links),
});
