import http, { type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { plaintextHeader } from './oauth.js';
import type { As, Region } from './region.js';

export interface RawReply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The received bytes, without decompression. */
  readonly bytes: Buffer;
  readonly text: string;
}

export interface RawOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends a request unchanged. Decodes nothing and follows no redirection. @param path from the server's root */
export function sendRaw(region: Region, method: string, path: string, options: RawOptions = {}): Promise<RawReply> {
  const { hostname: host, port } = region.api;
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path, headers: options.headers, agent: false }, (response) => {
      buffer(response).then(
        (bytes) => resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: String(bytes) }),
        reject,
      );
    });
    request.on('error', reject).end(options.body);
  });
}

/** Sends a request unchanged, but signed by PLAINTEXT. @param path from the server's root */
export function sendRawAs(
  region: Region,
  as: As,
  method: string,
  path: string,
  { headers, body }: RawOptions = {},
): Promise<RawReply> {
  const key = region.keyOf(as);
  const authorization = key === null ? {} : { authorization: plaintextHeader(key) };
  return sendRaw(region, method, path, { headers: { ...authorization, ...headers }, ...(body && { body }) });
}

/** An urlencoded body, with its headers. */
export const urlencodedBody = (body: string): RawOptions => ({
  body,
  headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) },
});
