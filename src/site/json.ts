import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { internalError, replyToError } from '../api/reply/error-reply.js';
import { Reply } from '../api/reply/reply.js';
import { send } from '../api/reply/send.js';
import { Invalid } from '../errors.js';

/** The most bytes of a form: a name, a password and a token. */
const MAX_FORM = 16_384;

/**
 * Prepares a scope for what the pages of the web interface send and get beside API 1.0: urlencoded forms, and JSON that no
 * cache keeps. Errors are `{"error": "…", "fields": {…}}`.
 */
export async function speakJson(scope: FastifyInstance): Promise<void> {
  scope.removeAllContentTypeParsers();
  await scope.register(formbody, { bodyLimit: MAX_FORM });
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  });
  scope.setErrorHandler((error, request, reply) => {
    const known = replyToError(error);
    if (!known) request.log.error({ err: error }, 'the request failed');
    const { status, headers, body } = known ?? internalError();
    const value = error instanceof Invalid ? { error: error.message, fields: error.fields } : { error: String(body) };
    const json = Reply.plainJson(value, status);
    return send(
      reply,
      Object.entries(headers).reduce((answer, header) => answer.withHeader(...header), json),
    );
  });
}
