import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:https';
import type { Socket } from 'node:net';

/** Learns when a connection begins to wait for its client, and when the wait has ended or the connection is closed. */
export interface Listener {
  begin(socket: Socket): void;
  end(socket: Socket): void;
}

/** Watches the connections that have no request in progress: they wait for the head of one, or read it. */
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
