import type { Readable } from 'node:stream';
import { BadRequest, TooLarge } from '../../errors.js';
import type { BodyShare } from './body-budget.js';

/** Calls `fail` when the client disconnects before the body is complete. Returns the function that ends the watch. */
export function whenBroken(source: Readable, fail: (error: BadRequest) => void): () => void {
  const broken = () => {
    if (!source.readableEnded) fail(new BadRequest('The request body is incomplete.'));
  };
  if (source.destroyed) broken();
  source.on('error', broken).on('close', broken);
  return () => source.off('error', broken).off('close', broken);
}

/** Discards the rest of a body. A client that still sends when the connection is closed might not read the answer. */
export async function discardRest(source: Readable): Promise<void> {
  source.resume();
  if (source.readableEnded || source.destroyed) return;
  await new Promise<void>((resolve) => source.once('end', resolve).once('close', resolve));
}

/**
 * Reads a body into memory. Of a body that is too large the rest is discarded.
 * @throws TooLarge beyond `limit` bytes, Unavailable, BadRequest when the body is truncated
 */
export async function readAll(source: Readable, limit: number, share: BodyShare): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  let stopWatching = () => {};
  try {
    return await new Promise((resolve, reject) => {
      stopWatching = whenBroken(source, reject);
      source.on('data', (piece: Buffer) => {
        size += piece.length;
        try {
          if (size > limit) throw new TooLarge(`The request body is too large: at most ${limit} bytes.`);
          share.keep(piece.length);
          pieces.push(piece);
        } catch (error) {
          reject(error);
        }
      });
      source.on('end', () => resolve(Buffer.concat(pieces)));
    });
  } finally {
    stopWatching();
    pieces.length = 0;
  }
}
