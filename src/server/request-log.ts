import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

const ID = /^[\w.:-]{1,64}$/;

/** The id of a request in logs: the X-Request-Id that a proxy has set, or a new one. */
export function requestId({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && ID.test(given) ? given : randomUUID();
}

/**
 * Sends clients the id of their request, and logs one line for each answered request. Changes are logged at level
 * `info`, as a record of who did what, and reads at `debug`. Queries and bodies are not logged.
 */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', ({ id }, reply, done) => {
    reply.header('x-request-id', id);
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { method, operation, username, meter, ip } = request;
    const path = request.url.split('?', 1)[0];
    const { statusCode: status, elapsedTime: ms } = reply;
    const line = { method, path, operation, username, ip, status, ms, queries: meter.queries };
    request.log[method === 'GET' ? 'debug' : 'info'](line, 'answered');
    done();
  });
}
