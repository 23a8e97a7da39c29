import { Readable } from 'node:stream';
import { Reply } from '../../api/reply/reply.js';
import type { Db } from '../../db/database.js';
import { readFileContent } from '../../model/files/file-content.js';
import type { StoredFile } from '../../model/files/files.js';

/** The content of a file as an answer. */
export function downloadFile(db: Db, { contentId, size }: StoredFile): Reply {
  const body = Readable.from(readFileContent(db, contentId, size), { objectMode: false });
  return Reply.stream('application/octet-stream', body, 200, { 'content-length': String(size) });
}
