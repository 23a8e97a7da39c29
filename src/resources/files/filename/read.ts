import { Readable } from 'node:stream';
import { user } from '../../../api/operation/authorize.js';
import { userOf } from '../../../api/operation/caller.js';
import type { Links } from '../../../api/operation/links.js';
import { operation } from '../../../api/operation/operation.js';
import { indentedJson } from '../../../api/reply/json-layout.js';
import { JSON_TYPE, Reply } from '../../../api/reply/reply.js';
import type { Db } from '../../../db/database.js';
import { readFileContent } from '../../../model/files/file-content.js';
import { readOwnFile, type StoredFile } from '../../../model/files/files.js';
import { fileContentShape, fileJson } from '../file-json.js';

/** The file's JSON with its content. The content is base64-encoded chunk by chunk, to bound memory. */
async function* withContent(db: Db, file: StoredFile, links: Links): AsyncGenerator<string> {
  yield `${indentedJson(fileJson(file, links)).slice(0, -'\n}'.length)}, \n    "content": "`;
  for await (const chunk of readFileContent(db, file.contentId, file.size)) {
    yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('base64');
  }
  yield '"\n}';
}

export const fileRead = operation({
  on: 'GET',
  allow: user,
  doc: "Get a file as a JSON object. The 'content' of the file is base64-encoded.",
  returns: fileContentShape,
  target: ({ db, caller, arg }) => readOwnFile(db, userOf(caller).id, arg('filename')),
  handle: async ({ db, links, target }) =>
    Reply.stream(JSON_TYPE, Readable.from(withContent(db, target, links), { objectMode: false })),
});
