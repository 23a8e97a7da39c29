import type { FastifyRequest } from 'fastify';
import { BadRequest } from '../../errors.js';

/**
 * The scheme, host and port that the client called. A request of HTTP/1.0 may name no host, and gets those of the
 * region's public URL.
 * @throws BadRequest when neither names a host
 */
export function requestOrigin({ protocol, host }: FastifyRequest, publicUrl: string | undefined): string {
  if (host) return `${protocol}://${host}`;
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  throw new BadRequest('The request has no Host header, and the region has no MAAS_URL.');
}
