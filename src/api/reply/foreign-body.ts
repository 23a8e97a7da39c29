import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What a browser would run or show, if it took the body of an answer for a page (Fetch Metadata). */
const SHOWN = ['document', 'iframe', 'frame', 'object', 'embed'];

/**
 * Whether a browser fetches an address in order to show it. Over plain HTTP, browsers send no Fetch Metadata, but accept
 * pages. Other clients do neither.
 */
export function isNavigation({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  if (!('sec-fetch-mode' in headers || 'sec-fetch-dest' in headers)) {
    return /\btext\/html\b/i.test(headers.accept ?? '');
  }
  return headers['sec-fetch-mode'] === 'navigate' || SHOWN.includes(String(headers['sec-fetch-dest']));
}

/**
 * Keeps the bodies of a scope from running on the origin of the web pages: files, results and images are not ours.
 * Browsers take no body for another type, and a page of the scope has no origin, unless it sets a policy of its own.
 */
export function sandboxBodies(scope: FastifyInstance): void {
  scope.addHook('onRequest', (_request, reply, done) => {
    reply.header('x-content-type-options', 'nosniff').header('content-security-policy', 'sandbox');
    done();
  });
}
