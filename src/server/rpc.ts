import type { FastifyInstance } from 'fastify';
import { Reply } from '../api/reply/reply.js';
import { send } from '../api/reply/send.js';

/** Serves `/rpc/`: old cluster controllers ask here for the event loops of the region. This region has none. */
export function serveRpc(scope: FastifyInstance): void {
  scope.get('/rpc/', async (_request, reply) => send(reply, Reply.plainJson({ eventloops: {} })));
}
