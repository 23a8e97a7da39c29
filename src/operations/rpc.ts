import type { FastifyInstance } from 'fastify';

/** `/rpc/`: where old cluster controllers ask for the region's event loops to connect to. This region has none. */
export function serveRpc(scope: FastifyInstance): void {
  scope.get('/rpc/', async (_request, reply) => reply.type('application/json').send({ eventloops: {} }));
}
