import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Certificate } from '../certificate.js';
import { MAX_HEAD } from './limits/client-errors.js';

/** The time for a TLS handshake. A stop of the process waits longer. */
const HANDSHAKE_MS = 8_000;
/** Proxies keep connections for a minute. They must not close them just when a request is sent. */
const KEEP_ALIVE_MS = 72_000;

/**
 * Makes the server that listens: HTTPS with a certificate, else HTTP. Only the time for heads is limited, not for bodies.
 * @param headMs milliseconds for a head
 */
export function makeListener(certificate: Certificate | undefined, headMs: number, handle: RequestListener): Server {
  const options = {
    maxHeaderSize: MAX_HEAD,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
    headersTimeout: headMs,
    connectionsCheckingInterval: headMs / 2,
  };
  if (!certificate) return createServer(options, handle);
  return createTlsServer({ ...options, ...certificate, handshakeTimeout: HANDSHAKE_MS }, handle);
}
