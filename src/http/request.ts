import { request as createRequest, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { AddressRule } from './address-rule.js';
import { createSilence } from './body.js';
import { toHttpError } from './classify.js';
import { connect } from './connect.js';
import { HttpError } from './error.js';
import { HttpResponse } from './response.js';
import { createProxyHeaders } from './tunnel.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** An http or https URL; its path is not used. */
  readonly server: URL;
  /** Path and query, sent without encoding. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpSettings {
  /** The timeout of the connection, with proxy and TLS. */
  readonly connectMs: number;
  /** The timeout of the response headers. */
  readonly headersMs: number;
  /** The timeout of each chunk of the body. */
  readonly idleMs: number;
  /** The URL of an HTTP proxy, with credentials. */
  readonly proxy?: URL | undefined;
  /** Whether the server's certificate is verified; true by default. */
  readonly verify?: boolean;
  /** The rule for all addresses of the server; undefined: every address is permitted. */
  readonly addresses?: AddressRule | undefined;
  /**
   * Accepts the headers of old servers, with folded lines (RFC 9112 5.2) or without CR. This is safe: a connection carries
   * one response, so a parser that mistakes its end affects no other.
   */
  readonly lenient?: boolean;
}

const MAX_HEADER_BYTES = 64 * 1024;
const MAX_HEADERS = 1_000;

/**
 * Sends a request on a connection of its own, which is closed after the response. Responses of every status are returned;
 * redirections are not followed.
 * @throws HttpError, or the signal's reason
 */
export async function sendHttpRequest(
  request: HttpRequest,
  settings: HttpSettings,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const { proxy, verify = true, connectMs, idleMs, addresses } = settings;
  try {
    const socket = await connect(request.server, { proxy, verify, connectMs, addresses }, signal);
    return new HttpResponse(await exchange(socket, request, settings, signal), idleMs, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw toHttpError(error, 'reset');
  }
}

/** Destroys the socket on failure, and when the signal aborts while it is open. */
async function exchange(
  socket: Socket,
  request: HttpRequest,
  settings: HttpSettings,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const abort = () => void socket.destroy();
  signal.addEventListener('abort', abort);
  socket.on('close', () => signal.removeEventListener('abort', abort));
  try {
    signal.throwIfAborted();
    const message = await send(socket, request, settings);
    if (message.rawHeaders.length > 2 * MAX_HEADERS) throw new HttpError('too large', 'HPE_HEADER_OVERFLOW');
    return message;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Resolves when the headers have arrived. All listeners stay: an error event without one ends the process. */
function send(socket: Socket, request: HttpRequest, settings: HttpSettings): Promise<IncomingMessage> {
  const { proxy, headersMs, lenient = false } = settings;
  const sent = createRequest({
    createConnection: () => socket,
    method: request.method,
    ...createTarget(request, proxy),
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: lenient,
  });
  // With a limit, Node drops the headers beyond it silently.
  sent.maxHeadersCount = 0;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(createSilence(headersMs)), headersMs);
    let response: IncomingMessage | undefined;
    sent.on('response', (message) => {
      clearTimeout(timer);
      response = message.on('error', () => {});
      resolve(message);
    });
    sent.on('error', (error) => {
      // Garbage after a complete response is ignored.
      if (response && !response.complete) response.destroy(error);
      reject(error);
    });
    sent.on('close', () => {
      clearTimeout(timer);
      // Node closes without an error when the server switches to another protocol.
      reject(new HttpError('malformed', 'HPE_PAUSED_UPGRADE'));
    });
    sent.end(request.body);
  });
}

/** A proxy receives the whole URL of an http request, and its credentials. */
function createTarget({ server, path, headers }: HttpRequest, proxy: URL | undefined) {
  const host = { host: server.host };
  if (!proxy || server.protocol === 'https:') return { path, headers: { ...host, ...headers } };
  return { path: `${server.origin}${path}`, headers: { ...host, ...headers, ...createProxyHeaders(proxy) } };
}
