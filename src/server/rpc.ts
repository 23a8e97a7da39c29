import type { FastifyInstance } from 'fastify';
import { send } from '../api/dispatch.js';
import { Reply } from '../api/reply/reply.js';

/** `/rpc/`: where old cluster controllers ask for the region's event loops to connect to. This region has none. */
export function serveRpc(scope: FastifyInstance): void {
  scope.get('/rpc/', async (_request, reply) => send(reply, Reply.plainJson({ eventloops: {} })));
}
