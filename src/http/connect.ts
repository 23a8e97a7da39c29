import { once } from 'node:events';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type AddressRule, createForbidden, lookupPermitted } from './address-rule.js';
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
  /** The rule for all addresses of the server; undefined: every address is permitted. It does not apply to proxies. */
  readonly addresses?: AddressRule | undefined;
}

/** When a name has several addresses, the time until the next one is tried. */
const NEXT_ADDRESS_MS = 1_000;

/**
 * Connects to the origin of a URL. With a proxy, an http URL connects to the proxy itself.
 * @throws HttpError, or the signal's reason
 */
export async function connect(url: URL, options: ConnectOptions, signal: AbortSignal): Promise<Socket> {
  const { proxy, verify, connectMs, addresses } = options;
  const expired = new AbortController();
  const timer = setTimeout(() => expired.abort(createTimeout(connectMs)), connectMs);
  const ended = AbortSignal.any([signal, expired.signal]);
  try {
    if (!proxy) return await open(url, verify, ended, addresses);
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

/** @throws HttpError when the rule does not permit an address of the server */
async function open(url: URL, verify: boolean, signal: AbortSignal, rule?: AddressRule): Promise<Socket> {
  const port = portOf(url);
  const host = hostOf(url);
  if (rule && isIP(host) > 0 && !rule(host, port)) throw createForbidden();
  const lookup = rule && lookupPermitted(rule, port);
  const socket = connectTcp({ host, port, autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS, ...(lookup && { lookup }) });
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

function portOf(url: URL): number {
  return Number(url.port || (url.protocol === 'https:' ? 443 : 80));
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
