import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** A forward proxy for HTTP on 127.0.0.1. */
export class HttpProxy implements AsyncDisposable {
  /** The URLs that were requested, in their order */
  readonly urls: string[] = [];
  readonly #server = http.createServer((request, response) => {
    const url = request.url ?? '';
    this.urls.push(url);
    const { 'proxy-connection': _hop, ...headers } = request.headers;
    const forwarded = http.request(url, { method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.writeHead(502).end());
    request.pipe(forwarded);
  });

  static async start(): Promise<HttpProxy> {
    const proxy = new HttpProxy();
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    const address: AddressInfo | string | null = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('the proxy does not listen');
    return address.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
