import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';

/** A relay to a server that counts what it sends. */
export class Uplink implements AsyncDisposable {
  /** The bytes of the server's answers */
  received = 0;

  private constructor(
    private readonly server: Server,
    /** The server's URL by way of the relay */
    readonly url: URL,
  ) {}

  static async open(target: URL): Promise<Uplink> {
    const server = createServer((client) => {
      const onward = connect(Number(target.port), target.hostname);
      onward.on('data', (chunk: Buffer) => {
        uplink.received += chunk.length;
      });
      client.on('error', () => onward.destroy()).pipe(onward);
      onward.on('error', () => client.destroy()).pipe(client);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    if (typeof address !== 'object' || !address) throw new Error('the relay has no port');
    const uplink = new Uplink(server, Object.assign(new URL(target), { port: String(address.port) }));
    return uplink;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
  }
}
