import { Readable } from 'node:stream';
import { z } from 'zod';
import { anyone, user } from '../api/operation/access.js';
import { userOf } from '../api/operation/caller.js';
import { encodeSegment, type Links } from '../api/operation/links.js';
import { operation, resource } from '../api/operation/operation.js';
import { indentedJson } from '../api/reply/json-layout.js';
import { JSON_TYPE, Reply } from '../api/reply/reply.js';
import type { Db } from '../db/database.js';
import { BadRequest } from '../errors.js';
import { readContent, storeContent } from '../model/files/content.js';
import {
  deleteFile,
  FILENAME_LENGTH,
  fileByKey,
  listFiles,
  newestFile,
  ownFile,
  putFile,
  type StoredFile,
} from '../model/files/files.js';
import type { Upload } from '../params/input.js';
import { mandatory, optional, uploads } from '../params/param.js';
import { textUpTo } from '../params/values.js';

const listShape = z.object({ filename: z.string(), anon_resource_uri: z.string(), resource_uri: z.string() });
const fileShape = listShape.extend({ content: z.string() });

function fileJson({ filename, key }: StoredFile, links: Links): z.infer<typeof listShape> {
  return {
    filename,
    anon_resource_uri: `${links.api('files')}?op=get_by_key&key=${key}`,
    resource_uri: `${links.api('files')}${filename.split('/').map(encodeSegment).join('/')}/`,
  };
}

function download(db: Db, { contentId, size }: StoredFile): Reply {
  const body = Readable.from(readContent(db, contentId, size), { objectMode: false });
  return Reply.stream('application/octet-stream', body, 200, { 'content-length': String(size) });
}

/** The file's JSON with its content, base64-encoded chunk by chunk. */
async function* withContent(db: Db, file: StoredFile, links: Links): AsyncGenerator<string> {
  yield `${indentedJson(fileJson(file, links)).slice(0, -'\n}'.length)}, \n    "content": "`;
  for await (const chunk of readContent(db, file.contentId, file.size)) {
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('base64');
  }
  yield '"\n}';
}

/** The one file of an upload. @throws BadRequest */
function onlyFile(files: readonly Upload[]): Upload {
  const [file] = files;
  if (file?.field !== 'file') throw new BadRequest('File not supplied: send it as a file part named file.');
  if (files.length > 1) throw new BadRequest('Exactly one file must be supplied.');
  return file;
}

/** `files/` */
export const files = resource({
  name: 'FilesHandler',
  path: 'files/',
  doc: 'Manage the collection of all the files in this MAAS.',
  operations: [
    operation({
      on: 'GET',
      op: 'get',
      allow: anyone,
      doc: 'Get a named file from the file storage: of those with this name the newest, whoever owns it.',
      params: { filename: mandatory(z.string(), 'The exact name of the file you want to get.') },
      handle: async ({ db, params }) => download(db, await newestFile(db, params.filename)),
    }),
    operation({
      on: 'GET',
      op: 'get_by_key',
      allow: anyone,
      doc: 'Get a file from the file storage using its key.',
      params: { key: mandatory(z.string(), 'The exact key of the file you want to get.') },
      handle: async ({ db, params }) => download(db, await fileByKey(db, params.key)),
    }),
    operation({
      on: 'GET',
      op: 'list',
      allow: user,
      doc: 'List your files. The returned files are ordered by file name and the content is excluded.',
      params: { prefix: optional(z.string(), 'Optional prefix used to filter out the returned files.') },
      returns: z.array(listShape),
      handle: async ({ db, caller, links, params }) =>
        (await listFiles(db, userOf(caller).id, params.prefix ?? '')).map((file) => fileJson(file, links)),
    }),
    operation({
      on: 'POST',
      op: 'add',
      allow: user,
      // What it stores first is nobody's: the file takes it with one statement.
      transaction: false,
      doc: 'Add a new file to the file storage. One of yours that has this name gets the new content.',
      params: {
        filename: mandatory(textUpTo(FILENAME_LENGTH), 'The file name to use.'),
        file: uploads('Actual file data with content type application/octet-stream.'),
      },
      async handle({ db, caller, params }) {
        if (params.filename === '') throw new BadRequest('No provided filename!');
        const upload = onlyFile(params.file);
        const contentId = await storeContent(db, upload.stream());
        await putFile(db, userOf(caller).id, params.filename, upload.size, contentId);
        return Reply.text('', 201);
      },
    }),
  ],
});

/** `files/{filename}/`: a user's own files; those of others are not there. */
export const file = resource({
  name: 'FileHandler',
  path: 'files/{filename...}/',
  doc: 'Manage a file. The file is identified by its filename and owner.',
  operations: [
    operation({
      on: 'GET',
      allow: user,
      doc: "Get a file as a JSON object. The 'content' of the file is base64-encoded.",
      returns: fileShape,
      target: ({ db, caller, arg }) => ownFile(db, userOf(caller).id, arg('filename')),
      handle: async ({ db, links, target }) =>
        Reply.stream(JSON_TYPE, Readable.from(withContent(db, target, links), { objectMode: false })),
    }),
    ...(['DELETE', 'POST'] as const).map((on) =>
      operation({
        on,
        ...(on === 'POST' ? { op: 'delete' } : {}),
        allow: user,
        transaction: false,
        doc: 'Delete a file.',
        async handle({ db, caller, arg }) {
          await deleteFile(db, userOf(caller).id, arg('filename'));
          return Reply.empty();
        },
      }),
    ),
  ],
});
