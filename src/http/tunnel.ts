import { request as createRequest } from 'node:http';
import type { Socket } from 'node:net';
import { encodeUrlCredentials } from './authorization.js';
import { HttpError } from './error.js';

/**
 * Asks a proxy for a tunnel to the origin of a URL (CONNECT, RFC 9110 9.3.6).
 * @param socket the connection to the proxy; destroyed on failure
 * @returns the same socket, now connected to the origin
 * @throws HttpError when the proxy refuses, or an error of Node
 */
export async function openTunnel(socket: Socket, url: URL, proxy: URL, signal: AbortSignal): Promise<Socket> {
  const authority = `${url.hostname}:${url.port || 443}`;
  const request = createRequest({
    createConnection: () => socket,
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, connection: 'keep-alive', ...createProxyHeaders(proxy) },
    signal,
  });
  try {
    return await new Promise((resolve, reject) => {
      request.on('error', reject);
      request.on('connect', ({ statusCode = 0 }, _socket, head: Buffer) => {
        if (statusCode < 200 || statusCode > 299) return void reject(new HttpError('proxy', `status ${statusCode}`));
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      });
      request.end();
    });
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** The credentials for a proxy. */
export function createProxyHeaders(proxy: URL): Record<string, string> {
  const credentials = encodeUrlCredentials(proxy);
  return credentials === undefined ? {} : { 'proxy-authorization': credentials };
}
