import { z } from 'zod';
import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { listFiles } from '../../model/files/files.js';
import { optional } from '../../params/param.js';
import { fileJson, fileShape } from './file-json.js';

export const filesList = operation({
  on: 'GET',
  op: 'list',
  allow: user,
  doc: 'List your files. The returned files are ordered by file name and the content is excluded.',
  params: { prefix: optional(z.string(), 'Optional prefix used to filter out the returned files.') },
  returns: z.array(fileShape),
  handle: async ({ db, caller, links, params }) =>
    (await listFiles(db, userOf(caller).id, params.prefix ?? '')).map((file) => fileJson(file, links)),
});
