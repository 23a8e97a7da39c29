import type { FastifyRequest } from 'fastify';
import { TooLarge } from '../../errors.js';
import { type FileStore, Input } from '../../params/input.js';
import { Turns } from '../../turns.js';
import type { BodyShare } from './body-budget.js';
import { decodeText } from './decode-text.js';
import { checkValue } from './form.js';
import type { BodyLimits } from './limits.js';
import { readMultipart } from './multipart.js';
import { Uploads } from './uploads.js';

export interface MultipartForm {
  readonly parameters: Input;
  /** The files. The caller closes them when the request ends. */
  readonly uploads: Uploads;
}

/**
 * Reads a multipart form. Parts with a file name are files, all others are fields, of any declared type.
 * @throws BadRequest, TooLarge, Unavailable; the files are closed then
 */
export async function readMultipartForm(
  request: FastifyRequest,
  boundary: string,
  limits: BodyLimits,
  share: BodyShare,
  store: FileStore | undefined,
): Promise<MultipartForm> {
  const entries: [string, string][] = [];
  const uploads = new Uploads(limits.fileBytes, share, store);
  const turns = new Turns();
  let size = 0;
  const count = (bytes: number) => {
    size += bytes;
    share.keep(bytes);
    if (size > limits.bytes) throw new TooLarge(`The parameters are too large: at most ${limits.bytes} bytes.`);
  };
  try {
    await readMultipart(request, boundary, limits.fields, async ({ name, filename, content }) => {
      count(Buffer.byteLength(name) + Buffer.byteLength(filename ?? ''));
      if (filename !== undefined) return uploads.add(name, filename, content);
      entries.push([name, await decodeText(await readValue(name, content, count), turns)]);
    });
  } catch (error) {
    await uploads.close();
    throw error;
  }
  return { parameters: new Input(entries, uploads.files), uploads };
}

async function readValue(
  name: string,
  content: AsyncIterable<Buffer>,
  count: (bytes: number) => void,
): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    checkValue(name, size);
    count(piece.length);
    pieces.push(piece);
  }
  return pieces;
}
