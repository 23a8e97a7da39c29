import type { FastifyRequest } from 'fastify';
import { TooLarge } from '../../errors.js';
import { Input } from '../../params/input.js';
import { checkValue } from './form.js';
import type { BodyLimits } from './limits.js';
import { readMultipart } from './multipart.js';
import { Uploads } from './uploads.js';

export interface MultipartForm {
  readonly parameters: Input;
  /** The files. The caller closes them when the request ends. */
  readonly uploads: Uploads;
}

/** The most bytes of all fields together, without files. */
const MAX_FIELDS = 16 * 1_048_576;

/**
 * Reads a multipart form. Parts with a file name are files, all others are fields, of any declared type.
 * @throws BadRequest, TooLarge; the files are closed then
 */
export async function readMultipartForm(request: FastifyRequest, limits: BodyLimits): Promise<MultipartForm> {
  const entries: [string, string][] = [];
  const uploads = new Uploads(limits.fileBytes);
  let room = MAX_FIELDS;
  try {
    await readMultipart(request, limits.fields, async ({ name, filename, content }) => {
      if (filename !== undefined) return uploads.add(name, filename, content);
      const text = await readValue(name, content, room);
      room -= text.length;
      entries.push([name, text.toString('utf8')]);
    });
  } catch (error) {
    await uploads.close();
    throw error;
  }
  return { parameters: new Input(entries, uploads.files), uploads };
}

async function readValue(name: string, content: AsyncIterable<Buffer>, room: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of content) {
    size += piece.length;
    checkValue(name, size);
    if (size > room) throw new TooLarge(`The parameters are too large: at most ${MAX_FIELDS} bytes.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
