import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { connect as connectTo, createServer, type Server } from 'node:net';

/** What runs in another network namespace: it listens on a port of the loopback interface and connects to a socket. */
const INSIDE = `
const net = require('node:net');
net.createServer((client) => {
  const server = net.connect(process.argv[1]);
  for (const [one, other] of [[client, server], [server, client]]) one.on('error', () => other.destroy()).pipe(other);
}).listen(Number(process.argv[2]), '0.0.0.0', () => console.log('ready'));
`;

/** The command line of a relay in another network namespace, to the socket of `relayTo`. */
export function relayCommand(socket: string, port: number): string[] {
  return [process.execPath, '-e', INSIDE, socket, String(port)];
}

/** Relays connections to a socket of the file system, which all network namespaces share, to a port of 127.0.0.1. */
export async function relayTo(port: number, socket: string): Promise<AsyncDisposable> {
  const server: Server = createServer((client) => {
    const region = connectTo(port, '127.0.0.1');
    client.on('error', () => region.destroy()).pipe(region);
    region.on('error', () => client.destroy()).pipe(client);
  });
  await once(server.listen(socket), 'listening');
  return {
    async [Symbol.asyncDispose]() {
      server.close();
      await rm(socket, { force: true });
    },
  };
}
