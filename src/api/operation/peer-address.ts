import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Of nobody: a trusted proxy named something that is no address, or the connection is gone. */
const UNKNOWN = '0.0.0.0';

/** The address of the peer, or what a trusted proxy says it is; IPv4 as such over IPv6 sockets too, and without a zone. */
export function peerAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const address = (ip ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return isIP(address) === 0 ? UNKNOWN : address;
}
