import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Listener } from './waiting-connections.js';

/** Watches the connections of an HTTPS server whose TLS handshake is not complete. An HTTP server has none. */
export function watchHandshakes(server: Server, { begin, end }: Listener): void {
  if (!(server instanceof TlsServer)) return;
  // The socket that decrypts is another one. Only the addresses show that both are one connection.
  const handshakes = new Map<string, Socket>();
  const finish = (addresses: string) => {
    const socket = handshakes.get(addresses);
    handshakes.delete(addresses);
    if (socket) end(socket);
  };
  server.on('connection', (socket: Socket) => {
    const addresses = addressesOf(socket);
    handshakes.set(addresses, socket);
    begin(socket);
    socket.once('close', () => finish(addresses));
  });
  server.on('secureConnection', (socket: Socket) => finish(addressesOf(socket)));
}

function addressesOf({ remoteAddress, remotePort, localAddress, localPort }: Socket): string {
  return [remoteAddress, remotePort, localAddress, localPort].join(' ');
}
