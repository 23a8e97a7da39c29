import type { FastifyInstance } from 'fastify';
import type { Meter } from '../db/meter.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request costs. */
    meter: Meter;
    /** The operation that answers, for logs and metrics; empty while none is found. */
    operation: string;
    /** The name of the account that signed; empty for anonymous callers. */
    username: string;
  }
}

/** Gives every request its meter and the name of its operation. */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('meter');
  app.decorateRequest('operation', '');
  app.decorateRequest('username', '');
  app.addHook('onRequest', async (request) => {
    request.meter = { queries: 0 };
  });
}
