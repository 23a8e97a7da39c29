import type { FastifyInstance } from 'fastify';
import type { Documents } from '../api/documents/documents.js';
import { Links } from '../api/operation/links.js';
import { requestOrigin } from '../api/operation/origin.js';
import { Reply } from '../api/reply/reply.js';
import { send } from '../api/reply/send.js';
import type { Settings } from '../settings.js';

/** Serves `/openapi.json` and `/docs/`. @param prefix where the scope is mounted: `/MAAS` or empty */
export function serveDocuments(
  scope: FastifyInstance,
  documents: Documents,
  { publicUrl }: Pick<Settings, 'publicUrl'>,
  prefix: string,
): void {
  scope.get('/openapi.json', async (request, reply) => {
    const links = new Links(requestOrigin(request, publicUrl), prefix, publicUrl);
    return send(reply, Reply.plainJson(await documents.openApi(links)));
  });
  scope.get('/docs/', async (_request, reply) => send(reply, await documents.page(prefix)));
  scope.get('/docs', async (_request, reply) => reply.redirect(`${prefix}/docs/`, 301));
}
