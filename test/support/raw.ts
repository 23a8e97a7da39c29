import http, { type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Region } from './region.js';

export interface RawReply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** As they came: still compressed, where they are. */
  readonly bytes: Buffer;
  readonly text: string;
}

export interface RawOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends a request as it is: any path, any header, nothing decoded or followed. @param path from the server's root */
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
