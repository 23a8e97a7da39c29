import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A proxy before PostgreSQL, on the loopback, that can swallow all bytes in both directions. */
export class LossyProxy implements AsyncDisposable {
  #swallows = false;
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((client) => this.#forward(client));

  private constructor(private readonly upstream: URL) {}

  /** @param databaseUrl where PostgreSQL is */
  static async start(databaseUrl: string): Promise<LossyProxy> {
    const proxy = new LossyProxy(new URL(databaseUrl));
    await once(proxy.#server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  /** The URL of the database behind the proxy. */
  get url(): string {
    const address = this.#server.address();
    const url = new URL(this.upstream);
    url.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
    return url.href;
  }

  /** From now on bytes get lost, and no connection breaks. */
  swallow(): void {
    this.#swallows = true;
  }

  /** From now on bytes arrive again; those before are lost. */
  restore(): void {
    this.#swallows = false;
  }

  #forward(client: Socket): void {
    const server = connect(Number(this.upstream.port || 5432), this.upstream.hostname);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.on('data', (bytes) => this.#swallows || to.write(bytes));
      from
        .on('error', () => {})
        .on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server.close(), 'close');
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
