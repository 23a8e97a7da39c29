import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/database.js';
import { statement } from '../db/statement.js';

/** True once a migration of this version is there and none is half done. */
const migrated = statement<[], { ready: boolean }>(
  'health_migrated',
  'SELECT count(*) > 0 AND bool_and(finished_at IS NOT NULL) AS ready FROM _prisma_migrations WHERE rolled_back_at IS NULL',
);

/**
 * `/livez` answers as long as the process does; `/readyz` is 503 while PostgreSQL or the migrations are not ready, so
 * that a load balancer sends nothing here, and a lost database restarts no process.
 */
export function serveHealth(scope: FastifyInstance, { database }: { database: Database }): void {
  scope.get('/livez', async (_request, reply) => reply.type('text/plain').send('OK'));
  scope.get('/readyz', async (_request, reply) => {
    const ready = await isReady(database);
    if (!ready) reply.code(503).header('retry-after', '2');
    return reply.type('text/plain').send(ready ? 'OK' : 'PostgreSQL or the migrations are not ready.');
  });
}

async function isReady(database: Database): Promise<boolean> {
  try {
    return (await database.sql(migrated))[0]?.ready ?? false;
  } catch {
    return false;
  }
}
