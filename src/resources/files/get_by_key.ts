import { z } from 'zod';
import { anyone } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { readFileByKey } from '../../model/files/files.js';
import { mandatory } from '../../params/param.js';
import { downloadFile } from './download-file.js';

export const filesGetByKey = operation({
  on: 'GET',
  op: 'get_by_key',
  allow: anyone,
  doc: 'Get a file from the file storage using its key.',
  params: { key: mandatory(z.string(), 'The exact key of the file you want to get.') },
  handle: async ({ db, params }) => downloadFile(db, await readFileByKey(db, params.key)),
});
