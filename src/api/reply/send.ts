import { Negotiator } from '@fastify/accept-negotiator';
import type { FastifyReply } from 'fastify';
import { isNavigation } from './foreign-body.js';
import type { Reply } from './reply.js';
import { inTurns } from './turns.js';

/** The types that browsers show without running anything, and the documents of the region. Others may hold any bytes. */
const TEXTS = /^(application\/json|text\/(plain|html))\b/;

/** Sends a Reply with the headers that all answers of handlers have. */
export function send(reply: FastifyReply, { status, type, body, headers, gzip }: Reply): FastifyReply {
  reply.code(status).header('content-type', type).header('vary', 'Authorization, Cookie');
  // The answer may name the file itself.
  if (!TEXTS.test(type) && isNavigation(reply.request)) reply.header('content-disposition', 'attachment');
  for (const [name, value] of Object.entries(headers)) reply.header(name, value);
  if (gzip && prefersGzip(reply.request.headers['accept-encoding'])) {
    reply.header('content-encoding', 'gzip').header('vary', 'Authorization, Cookie, accept-encoding');
    return reply.send(inTurns(gzip(), reply.request.username));
  }
  // A body of known length is not compressed: files are mostly archives. @fastify/compress reads this header.
  if ('content-length' in headers) reply.request.headers['x-no-compression'] = 'yes';
  if (!Buffer.isBuffer(body)) return reply.send(inTurns(body, reply.request.username));
  // Fastify removes the Content-Type from a 204 that has a body, even an empty one.
  return reply.send(status === 204 ? undefined : body);
}

const encodings = new Negotiator({ supportedValues: ['gzip', 'identity'] });

/** Negotiates as @fastify/compress does. */
function prefersGzip(accepted: string | string[] | undefined): boolean {
  return (
    encodings.negotiate(
      String(accepted ?? 'identity')
        .toLowerCase()
        .replace(/\*|x-gzip/g, 'gzip'),
    ) === 'gzip'
  );
}
