import type { Readable } from 'node:stream';
import { BadRequest, TooLarge } from '../../errors.js';

/** Calls `fail` when the client disconnects before the body is complete. Returns the function that ends the watch. */
export function whenBroken(source: Readable, fail: (error: BadRequest) => void): () => void {
  const broken = () => {
    if (!source.readableEnded) fail(new BadRequest('The request body is incomplete.'));
  };
  if (source.destroyed) broken();
  source.on('error', broken).on('close', broken);
  return () => source.off('error', broken).off('close', broken);
}

/**
 * Reads a body into memory. A body that is too large is read to its end and discarded, so that the client receives the
 * answer.
 * @throws TooLarge beyond `limit` bytes, BadRequest when the body is truncated
 */
export async function readAll(source: Readable, limit: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  let stopWatching = () => {};
  try {
    return await new Promise((resolve, reject) => {
      stopWatching = whenBroken(source, reject);
      source.on('data', (piece: Buffer) => {
        size += piece.length;
        if (size <= limit) pieces.push(piece);
        else reject(new TooLarge(`The request body is too large: at most ${limit} bytes.`));
      });
      source.on('end', () => resolve(Buffer.concat(pieces)));
    });
  } finally {
    stopWatching();
    pieces.length = 0;
  }
}
