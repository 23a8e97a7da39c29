import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A connection of a client. */
interface Link {
  readonly sockets: readonly Socket[];
  /** All that the client has sent. */
  sent: string;
  isLost: boolean;
}

/** A proxy before PostgreSQL, on the loopback, that can swallow or delay bytes, or reset connections. */
export class LossyProxy implements AsyncDisposable {
  #swallows = false;
  #delayMs = 0;
  #resetsAt: string | undefined;
  #received = '';
  readonly #links = new Set<Link>();
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

  /** From now on bytes get lost on the present connections whose client has sent `text`. */
  lose(text: string): void {
    for (const link of this.#links) link.isLost ||= link.sent.includes(text);
  }

  /** From now on the connection of a client that sends `text` is reset. */
  resetAt(text: string): void {
    this.#resetsAt = text;
  }

  /** From now on each answer of PostgreSQL arrives so much later. */
  delay(ms: number): void {
    this.#delayMs = ms;
  }

  /** From now on bytes arrive again, and in time; those before are lost. */
  restore(): void {
    this.#swallows = false;
    this.#delayMs = 0;
  }

  /** How many times `text` has arrived from PostgreSQL. */
  arrived(text: string): number {
    return this.#received.split(text).length - 1;
  }

  #forward(client: Socket): void {
    const server = connect(Number(this.upstream.port || 5432), this.upstream.hostname);
    const link = { sockets: [client, server], sent: '', isLost: false };
    this.#links.add(link);
    const loses = () => this.#swallows || link.isLost;
    client.on('data', (bytes) => {
      link.sent += bytes.toString('latin1');
      if (this.#resetsAt && bytes.includes(this.#resetsAt)) client.resetAndDestroy();
      else if (!loses()) server.write(bytes);
    });
    server.on('data', async (bytes) => {
      if (this.#delayMs > 0) await sleep(this.#delayMs);
      if (loses()) return;
      this.#received += bytes.toString('latin1');
      client.write(bytes);
    });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from
        .on('error', () => {})
        .on('close', () => {
          this.#links.delete(link);
          to.destroy();
        });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server.close(), 'close');
    for (const { sockets } of this.#links) for (const socket of sockets) socket.destroy();
    await closed;
  }
}
