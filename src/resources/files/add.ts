import { user } from '../../api/operation/authorize.js';
import { userOf } from '../../api/operation/caller.js';
import { operation } from '../../api/operation/operation.js';
import { Reply } from '../../api/reply/reply.js';
import { BadRequest } from '../../errors.js';
import { fileStore, storeFileContent } from '../../model/files/file-content.js';
import { FILENAME_LENGTH, putFile } from '../../model/files/files.js';
import type { Upload } from '../../params/input.js';
import { mandatory, uploads } from '../../params/param.js';
import { textUpTo } from '../../params/values.js';

/** The one file of an upload. @throws BadRequest */
function onlyFile(files: readonly Upload[]): Upload {
  const [file] = files;
  if (file?.field !== 'file') throw new BadRequest('File not supplied: send it as a file part named file.');
  if (files.length > 1) throw new BadRequest('Exactly one file must be supplied.');
  return file;
}

export const filesAdd = operation({
  on: 'POST',
  op: 'add',
  allow: user,
  // The content is stored first and belongs to no file. One statement then gives it to the file.
  transaction: false,
  audited: 'by handler',
  fileStore,
  doc: 'Add a new file to the file storage. If you have a file of this name, its content is replaced.',
  names: ['filename'],
  params: {
    filename: mandatory(textUpTo(FILENAME_LENGTH), 'The file name to use.'),
    file: uploads('Actual file data with content type application/octet-stream.'),
  },
  async handle({ db, caller, audit, params }) {
    if (params.filename === '') throw new BadRequest('No provided filename!');
    const upload = onlyFile(params.file);
    const contentId = upload.storedAs ?? (await storeFileContent(db, upload.stream()));
    await db.transaction(async (tx) => {
      await putFile(tx, userOf(caller).id, params.filename, upload.size, contentId);
      await audit.write(tx);
    });
    return Reply.text('', 201);
  },
});
