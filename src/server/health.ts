import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../db/database.js';
import { readMigrationState } from '../db/migration-state.js';

/**
 * Serves `/livez`, which answers 200 as long as the process runs, and `/readyz`. `/readyz` answers 503 while PostgreSQL
 * or the migrations are not ready, and while the server is read-only. A load balancer then sends no requests, and a lost database restarts no process.
 */
export function serveHealth(scope: FastifyInstance, { database }: { database: Database }): void {
  scope.get('/livez', async (_request, reply) => reply.type('text/plain').send('OK'));
  scope.get('/readyz', async (_request, reply) => {
    const ready = await isReady(database);
    if (!ready) reply.code(503).header('retry-after', '2');
    return reply.type('text/plain').send(ready ? 'OK' : 'PostgreSQL or the migrations are not ready.');
  });
}

/** The timeout of a check. Load balancers give up soon after. */
const PATIENCE_MS = 3_000;

/** Whether PostgreSQL answers in time, all migrations are applied, and the server is not read-only. */
export async function isReady(database: Database): Promise<boolean> {
  return Promise.race([isUsable(database), sleep(PATIENCE_MS, false, { ref: false })]);
}

/** Changes nothing, but is an error on a read-only server. There each signed request fails, as it writes its nonce. */
const WRITE_NOTHING = 'SELECT FROM region_processes LIMIT 0 FOR UPDATE';

async function isUsable(database: Database): Promise<boolean> {
  try {
    const { pending, failed } = await readMigrationState(database.pool);
    if (pending.length + failed.length > 0) return false;
    await database.pool.query(WRITE_NOTHING);
    return true;
  } catch {
    return false;
  }
}
