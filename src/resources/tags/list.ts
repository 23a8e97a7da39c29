import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { listTags } from '../../model/tags/tags.js';
import { tagJson, tagShape } from './tag-json.js';

export const tagsList = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: 'List all tags.',
  returns: z.array(tagShape),
  handle: async ({ db, links }) => (await listTags(db)).map((tag) => tagJson(tag, links)),
});
