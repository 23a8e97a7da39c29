import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';

/** A received request, with its body in bytes. */
export interface Heard {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Said {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The answer to a request; undefined: the request is never answered. */
export type Answerer = (heard: Heard) => Said | undefined;

/** An HTTP server on a new port that records its requests. */
export class HttpCounterpart implements AsyncDisposable {
  private constructor(
    readonly heard: Heard[],
    readonly origin: string,
    private readonly close: () => Promise<void>,
  ) {}

  static async start(answer: Answerer, tls?: { readonly key: string; readonly cert: string }) {
    const heard: Heard[] = [];
    const listener = (request: IncomingMessage, response: ServerResponse) => void hear(request, response);
    const hear = async (request: IncomingMessage, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { method = '', url: path = '', headers } = request;
      heard.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const said = answer({ method, path, headers, body: Buffer.concat(chunks).toString() });
      if (said) response.writeHead(said.status ?? 200, said.headers).end(said.body);
    };
    const server = tls ? createTlsServer(tls, listener) : createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    const origin = `${tls ? 'https' : 'http'}://127.0.0.1:${address.port}`;
    return new HttpCounterpart(heard, origin, async () => {
      const closed = once(server, 'close');
      server.close().closeAllConnections();
      await closed;
    });
  }

  /** host:port */
  get address(): string {
    return new URL(this.origin).host;
  }

  /** The requests in short, in order. */
  get requests(): string[] {
    return this.heard.map(({ method, path }) => `${method} ${path}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
