import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { HttpError } from './error.js';

const DECODERS: ReadonlyMap<string, () => NodeJS.ReadWriteStream> = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);
/** Each coding takes memory, and servers have no use for more. */
const MAX_CODINGS = 3;

/** Parses a Content-Encoding header (RFC 9110 8.4): the codings in the order in which they were applied. */
export function parseCodings(header: string | undefined): string[] {
  const words = (header ?? '').split(',').map((word) => word.trim().toLowerCase());
  return words.filter((word) => word !== '' && word !== 'identity');
}

/** Removes the codings of a body. @throws HttpError for an unknown coding, and for too many */
export function decode(chunks: AsyncIterable<Buffer>, codings: readonly string[]): AsyncIterable<Buffer> {
  if (codings.length > MAX_CODINGS) throw new HttpError('malformed', `${codings.length} content codings`);
  return codings.reduceRight(removeCoding, chunks);
}

async function* removeCoding(chunks: AsyncIterable<Buffer>, coding: string): AsyncGenerator<Buffer> {
  const createDecoder = DECODERS.get(coding);
  if (!createDecoder) throw new HttpError('malformed', coding, 'the response has an unknown content coding');
  const decoder = createDecoder();
  // A failure of the pipeline also fails the decoder, and the loop below throws it.
  pipeline(chunks, decoder).catch(() => {});
  for await (const chunk of decoder) yield Buffer.from(chunk);
}
