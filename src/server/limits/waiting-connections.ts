import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';

interface Listener {
  /** The connection waits for a request, or reads the head of one. */
  begin(socket: Socket): void;
  /** The head has arrived or the connection is closed. */
  end(socket: Socket): void;
}

/** Watches the connections that have no request in progress. */
export function watchWaiting(server: Server, { begin, end }: Listener): void {
  // With TLS, requests come over the socket that decrypts.
  server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) => {
    begin(socket);
    socket.once('close', () => end(socket));
  });
  server.on('request', ({ socket }, response) => {
    end(socket);
    response.once('close', () => {
      if (!socket.destroyed) begin(socket);
    });
  });
}
