import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** The address when none is known: a trusted proxy sent an invalid address, or the connection is closed. */
const UNKNOWN = '0.0.0.0';

/**
 * The address of the peer, or the address that a trusted proxy reports. It has no zone. IPv4 addresses over IPv6
 * sockets have the IPv4 form.
 */
export function peerAddress({ ip }: Pick<FastifyRequest, 'ip'>): string {
  const address = (ip ?? '').replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return isIP(address) === 0 ? UNKNOWN : address;
}
