import type { FastifyInstance } from 'fastify';
import type { QueryMeter } from '../db/request-scope.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts the SQL statements of the request. */
    meter: QueryMeter;
    /** The operation that answers, for logs and metrics; "" until the operation is found. */
    operation: string;
    /** The name of the account that signed the request; "" for anonymous callers. */
    username: string;
  }
}

/** Gives every request its meter and the name of its operation. */
export function decorateRequests(app: FastifyInstance): void {
  app.decorateRequest('meter');
  app.decorateRequest('operation', '');
  app.decorateRequest('username', '');
  app.addHook('onRequest', (request, _reply, done) => {
    request.meter = { queries: 0 };
    done();
  });
}
