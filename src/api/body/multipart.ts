import type { Readable } from 'node:stream';
import { Dicer } from '@fastify/busboy';
import { BadRequest } from '../../errors.js';
import { parseHeaderValue } from './header-value.js';
import { whenBroken } from './read-all.js';
import { decodeTransfer } from './transfer-encoding.js';

/** One part of a multipart/form-data body. */
export interface Part {
  readonly name: string;
  /** Undefined for a field. Without directories. */
  readonly filename: string | undefined;
  /** Already without its transfer encoding. */
  readonly content: AsyncIterable<Buffer>;
}

const MAX_PARTS = 1_000;
const MAX_HEADERS_OF_A_PART = 32;
/** RFC 2046 allows 70; the parser cannot take much more than this. */
const MAX_BOUNDARY = 200;

/**
 * Reads a multipart/form-data body and hands its parts to `take`, one after the other; `take` must read each to its
 * end. Parts without a name are skipped, and so is whatever stands around the parts. An empty body has no parts.
 * Whatever happens, the rest of the body is read and thrown away, so that the client gets to see the answer.
 * @throws BadRequest when the body is cut off or has too many parts, and what `take` throws
 */
export async function readMultipart(
  source: Readable,
  boundary: string | undefined,
  take: (part: Part) => Promise<void>,
): Promise<void> {
  if (!boundary || boundary.length > MAX_BOUNDARY) throw new BadRequest('The multipart body has no usable boundary.');
  const dicer = new Dicer({ boundary, maxHeaderPairs: MAX_HEADERS_OF_A_PART });
  const streams: Readable[] = [];
  let stopWatching = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      let taken = Promise.resolve();
      let empty = true;
      source.once('data', () => {
        empty = false;
      });
      dicer.on('part', (stream) => {
        // The parser reports an end that comes too early on the part as well as on itself.
        stream.on('error', () => {});
        if (streams.push(stream) > MAX_PARTS) reject(new BadRequest(`More than ${MAX_PARTS} parts in the body.`));
        stream.once('header', (header) => {
          taken = taken.then(() => takePart(header, stream, take));
          taken.catch(reject);
        });
      });
      dicer.on('finish', () => taken.then(resolve, reject));
      dicer.on('error', () => {
        if (empty) resolve();
        else reject(new BadRequest('The multipart body is incomplete.'));
      });
      stopWatching = whenBroken(source, reject);
      source.pipe(dicer);
    });
  } finally {
    stopWatching();
    source.unpipe(dicer);
    source.resume();
    dicer.destroy();
    for (const stream of streams) stream.destroy();
  }
}

async function takePart(header: object, stream: Readable, take: (part: Part) => Promise<void>): Promise<void> {
  const disposition = parseHeaderValue(headerOf(header, 'content-disposition'));
  const name = disposition.parameters.get('name');
  if (disposition.value !== 'form-data' || name === undefined) {
    for await (const _ of stream);
    return;
  }
  const encoding = headerOf(header, 'content-transfer-encoding').trim().toLowerCase();
  const filename = disposition.parameters.get('filename')?.replace(/^.*[/\\]/s, '');
  await take({ name, filename, content: decodeTransfer(encoding, stream) });
}

/** The parser gives each header as a list of texts, a character a byte. */
function headerOf(header: object, name: string): string {
  const values: unknown = Reflect.get(header, name);
  const text: unknown = Array.isArray(values) ? values.at(-1) : undefined;
  return typeof text === 'string' ? Buffer.from(text, 'latin1').toString('utf8') : '';
}
