import { z } from 'zod';
import { anyone } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { readNewestFile } from '../../model/files/files.js';
import { mandatory } from '../../params/param.js';
import { downloadFile } from './download-file.js';

export const filesGet = operation({
  on: 'GET',
  op: 'get',
  allow: anyone,
  doc: 'Get the newest file of a name from the file storage. It may belong to any user.',
  params: { filename: mandatory(z.string(), 'The exact name of the file you want to get.') },
  handle: async ({ db, params }) => downloadFile(db, await readNewestFile(db, params.filename)),
});
