import type { FastifyInstance } from 'fastify';
import type { Region } from '../api/operation/operation.js';
import { servePages } from './pages.js';
import { serveSessions } from './sessions.js';

/** The path of the web interface. */
const PREFIX = '/MAAS';

/**
 * Serves the web interface below `/MAAS/`, to which the root redirects.
 * @param pages the folder of the built web pages; undefined: they are not built
 */
export async function serveSite(app: FastifyInstance, region: Region, pages: string | undefined): Promise<void> {
  await app.register(
    async (scope) => {
      await serveSessions(scope, region);
      if (pages !== undefined) await servePages(scope, pages, PREFIX);
    },
    { prefix: PREFIX },
  );
  if (pages === undefined) return;
  app.route({ method: ['GET', 'HEAD'], url: '/', handler: (_request, reply) => reply.redirect(`${PREFIX}/`) });
}
