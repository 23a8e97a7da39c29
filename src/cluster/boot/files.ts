import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { send } from '@fastify/send';
import type { FastifyReply } from 'fastify';
import { Transport } from '../../images/fetch/transport.js';
import type { FileCache } from './cache.js';
import type { ImageFile } from './image.js';

/** Sends a file of the cache, or a part of it. A file that the cache cannot hold comes from the region, as a whole. */
export async function sendFile(
  cache: FileCache,
  file: ImageFile,
  request: IncomingMessage,
  reply: FastifyReply,
  signal: AbortSignal,
): Promise<FastifyReply> {
  const located = await cache.locate(file);
  reply.type('application/octet-stream');
  if ('url' in located) {
    reply.header('content-length', file.size);
    if (request.method === 'HEAD') return reply.send();
    const { chunks } = await new Transport().get({ url: located.url, size: file.size }, signal);
    return reply.send(Readable.from(verified(chunks, file)));
  }
  const found = await send(request, path.basename(located.path), { root: path.dirname(located.path), index: false });
  return reply
    .code(found.statusCode)
    .headers({ ...found.headers, 'content-type': 'application/octet-stream' })
    .send(found.stream);
}

/**
 * Passes on the chunks of a file, the last one only when the SHA-256 is right. So no machine receives a whole file that
 * is wrong.
 */
async function* verified(chunks: AsyncIterable<Buffer>, { sha256, name }: ImageFile): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const chunk of chunks) {
    if (held) yield held;
    hash.update(chunk);
    held = chunk;
  }
  if (hash.digest('hex') !== sha256) throw new Error(`The region sends a ${name} with another SHA-256.`);
  if (held) yield held;
}
