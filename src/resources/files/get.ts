import { z } from 'zod';
import { anyone } from '../../api/operation/authorize.js';
import { operation } from '../../api/operation/operation.js';
import { readVisibleFile } from '../../model/files/files.js';
import { mandatory } from '../../params/param.js';
import { downloadFile } from './download-file.js';

export const filesGet = operation({
  on: 'GET',
  op: 'get',
  allow: anyone,
  doc: `Get a file by its name from the file storage.

This is your own file of that name. Without one, or without credentials, it is the newest of any user.`,
  params: { filename: mandatory(z.string(), 'The exact name of the file you want to get.') },
  handle: async ({ db, caller, params }) =>
    downloadFile(db, await readVisibleFile(db, caller.user?.id, params.filename)),
});
