import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { toHttpError } from './classify.js';
import { HttpError } from './error.js';
import { openTunnel } from './tunnel.js';

export interface ConnectOptions {
  /** The URL of an HTTP proxy, with credentials. */
  readonly proxy: URL | undefined;
  /** Whether the server's certificate is verified. A proxy's certificate always is. */
  readonly verify: boolean;
  /** The timeout of name resolution, TCP, proxy and TLS together. */
  readonly connectMs: number;
}

/** When a name has several addresses, the time until the next one is tried. */
const NEXT_ADDRESS_MS = 1_000;

/**
 * Connects to the origin of a URL. With a proxy, an http URL connects to the proxy itself.
 * @throws HttpError, or the signal's reason
 */
export async function connect(url: URL, options: ConnectOptions, signal: AbortSignal): Promise<Socket> {
  const { proxy, verify, connectMs } = options;
  const expired = new AbortController();
  const timer = setTimeout(() => expired.abort(createTimeout(connectMs)), connectMs);
  const ended = AbortSignal.any([signal, expired.signal]);
  try {
    if (!proxy) return await open(url, verify, ended);
    const toProxy = await open(proxy, true, ended);
    if (url.protocol === 'http:') return toProxy;
    return await startTls(await openTunnel(toProxy, url, proxy, ended), url, verify, ended);
  } catch (error) {
    ended.throwIfAborted();
    throw toHttpError(error, 'unreachable');
  } finally {
    clearTimeout(timer);
  }
}

async function open(url: URL, verify: boolean, signal: AbortSignal): Promise<Socket> {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const socket = connectTcp({ host: hostOf(url), port, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS });
  await waitFor(socket, 'connect', signal);
  return url.protocol === 'https:' ? startTls(socket, url, verify, signal) : socket;
}

async function startTls(socket: Socket, url: URL, verify: boolean, signal: AbortSignal): Promise<Socket> {
  const host = hostOf(url);
  const servername = isIP(host) === 0 ? host : '';
  const ALPNProtocols = ['http/1.1'];
  const secured = connectTls({ socket, host, servername, ALPNProtocols, rejectUnauthorized: verify });
  await waitFor(secured, 'secureConnect', signal);
  return secured;
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

async function waitFor(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  // Permanent: an error event without a listener ends the process.
  socket.on('error', () => {});
  try {
    await once(socket, event, { signal });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

function createTimeout(connectMs: number): HttpError {
  return new HttpError('timeout', 'ETIMEDOUT', `no connection within ${connectMs / 1_000} seconds`);
}
