import type { FastifyInstance } from 'fastify';
import { openApi } from '../api/documents/openapi.js';
import { type Documented, docsReply } from '../api/documents/page.js';
import { Links } from '../api/operation/links.js';
import { requestOrigin } from '../api/operation/origin.js';
import { Reply } from '../api/reply/reply.js';
import { send } from '../api/reply/send.js';
import type { Settings } from '../settings.js';

/** Serves `/openapi.json` and `/docs/`. @param prefix where the scope is mounted: `/MAAS` or empty */
export function serveDocuments(
  scope: FastifyInstance,
  documented: Documented,
  { publicUrl }: Pick<Settings, 'publicUrl'>,
  prefix: string,
): void {
  const documentFor = openApi(documented.resources);
  scope.get('/openapi.json', async (request, reply) => {
    const links = new Links(requestOrigin(request, publicUrl), prefix, publicUrl);
    return send(reply, Reply.plainJson(documentFor(links)));
  });
  scope.get('/docs/', async (_request, reply) => send(reply, docsReply(documented, prefix)));
  scope.get('/docs', async (_request, reply) => reply.redirect(`${prefix}/docs/`, 301));
}
