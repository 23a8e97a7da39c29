import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HttpError } from '../../src/http/error.js';
import { type HttpRequest, type HttpSettings, sendHttpRequest } from '../../src/http/request.js';

const PATIENT: HttpSettings = { connectMs: 10_000, headersMs: 10_000, idleMs: 10_000 };

export interface Asked extends Partial<HttpSettings>, Partial<Omit<HttpRequest, 'server'>> {
  readonly signal?: AbortSignal;
}

/** Sends a GET for `/`, but for what is given. */
export function send(server: URL, { method = 'GET', path = '/', headers, body, signal, ...settings }: Asked = {}) {
  const request = { method, server, path, ...(headers && { headers }), ...(body !== undefined && { body }) };
  return sendHttpRequest(request, { ...PATIENT, ...settings }, signal ?? new AbortController().signal);
}

/** The status and text of what is answered. */
export async function ask(server: URL, asked: Asked = {}): Promise<[number, string]> {
  using response = await send(server, asked);
  return [response.status, await response.readText(1_000_000)];
}

/** How asking fails. @throws unless it fails by an HttpError */
export async function failure(server: URL, asked: Asked = {}): Promise<HttpError> {
  const error = await ask(server, asked).then(
    (answer) => answer,
    (reason: unknown) => reason,
  );
  if (error instanceof HttpError) return error;
  throw new Error(`not an HttpError: ${String(error)}`, { cause: error });
}

/** Serves on a free port until it is disposed of. */
export async function serving(listener: RequestListener, host = '127.0.0.1') {
  const server = createServer(listener).listen(0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async () => void server.close().closeAllConnections();
  return { url: new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}/`), [Symbol.asyncDispose]: close };
}
