import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** What is done to a connection once the client has sent something. */
export type Behavior = (socket: Socket) => void;

/** A server on the loopback whose test handles each connection, with or without HTTP. */
export class TcpServer implements AsyncDisposable {
  readonly #open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly port: number,
    behavior: Behavior,
  ) {
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.on('error', () => {}).on('close', () => this.#open.delete(socket));
      socket.once('data', () => behavior(socket));
    });
  }

  static async start(behavior: Behavior, host = '127.0.0.1'): Promise<TcpServer> {
    const server = createServer({ allowHalfOpen: true }).listen(0, host);
    await once(server, 'listening');
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    return new TcpServer(server, address.port, behavior);
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.port}/`);
  }

  /** Connections that are open. */
  get open(): number {
    return this.#open.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.#open) socket.destroy();
    await closed;
  }
}

/** Sends these bytes and ends the connection. */
export function saying(bytes: string | Buffer): Behavior {
  return (socket) => void socket.resume().end(bytes);
}

/** Sends these bytes, and nothing more. */
export function stalling(bytes: string): Behavior {
  return (socket) => {
    socket.resume().on('end', () => socket.end());
    if (bytes !== '') socket.write(bytes);
  };
}

/** Sends these bytes and resets the connection. */
export function resetting(bytes: string): Behavior {
  return (socket) => void socket.write(bytes, () => socket.resetAndDestroy());
}
