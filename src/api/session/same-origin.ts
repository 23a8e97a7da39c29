import type { FastifyRequest } from 'fastify';
import { Forbidden } from '../../errors.js';
import { requestOrigin } from '../operation/origin.js';

const READS = ['GET', 'HEAD'];

/** Whether the method of a request changes nothing. */
export function isRead({ method }: Pick<FastifyRequest, 'method'>): boolean {
  return READS.includes(method);
}

/**
 * Checks that a page of this region, or for a read the user, sent the request, by the headers that browsers set and no
 * page can. A change needs at least one of them.
 * @param publicUrl the configured URL of the region: behind a proxy that is not trusted, browsers use its origin
 * @throws Forbidden
 */
export function requireSameOrigin(request: FastifyRequest, publicUrl: string | undefined): void {
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isOwn = (given: string) => {
    const called = requestOrigin(request, publicUrl).toLowerCase();
    return given === called || (publicUrl !== undefined && given === new URL(publicUrl).origin);
  };
  const permitted = isRead(request) ? ['same-origin', 'none'] : ['same-origin'];
  if (site !== undefined && !permitted.includes(String(site))) throw new Forbidden('The request is of another site.');
  if (origin !== undefined && !isOwn(origin)) throw new Forbidden('The request is of another origin.');
  if (origin === undefined && site === undefined && !isRead(request)) {
    throw new Forbidden('The request has neither Origin nor Sec-Fetch-Site.');
  }
}
