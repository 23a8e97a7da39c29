import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { watchHandshakes } from './handshakes.js';
import { isRefused, type Refusal, refuse } from './refuse.js';
import { watchWaiting } from './waiting-connections.js';

const BUSY: Refusal = {
  status: 503,
  message: 'Too many connections are open, try again.',
  headers: { 'Retry-After': '2' },
};

/**
 * Bounds the connections of this process. A new one above the limit takes the place of the one that has waited longest
 * for a request or a TLS handshake. So idle connections and slow heads lock out no other client. When all have a request
 * in progress, the new one is answered 503.
 * @param onRefused runs for each connection that is answered 503, or closed during its TLS handshake
 * @returns the open connections
 */
export function boundConnections(app: FastifyInstance, most: number, onRefused: () => void): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  /** The connections without a request in progress; the one that waits longest is the first. */
  const waiting = new Set<Socket>();
  /** The connections whose TLS handshake is not complete. They can have no answer. */
  const handshakes = new WeakSet<Socket>();
  /** The connections that have had an answer. They expect no other one. */
  const served = new WeakSet<Socket>();

  /** Counts a connection that waits. Above the limit, the one that has waited longest is closed, or else `spare`. */
  const wait = (socket: Socket, spare?: Socket) => {
    open.add(socket);
    const [longest = spare] = waiting;
    waiting.add(socket);
    if (open.size > most && longest) close(longest);
  };
  const close = (socket: Socket) => {
    open.delete(socket);
    waiting.delete(socket);
    if (served.has(socket)) return socket.destroySoon();
    onRefused();
    if (handshakes.has(socket)) socket.destroy();
    else refuse(socket, BUSY);
  };
  const { server } = app;
  // Those that are refused stay open until their clients have read the answer.
  server.maxConnections = most * 2;
  watchHandshakes(server, {
    begin: (socket) => {
      handshakes.add(socket);
      // Without a spare it may complete its handshake, to read the answer 503.
      wait(socket);
    },
    end: (socket) => {
      waiting.delete(socket);
      open.delete(socket);
    },
  });
  watchWaiting(server, {
    begin: (socket) => {
      if (isRefused(socket)) return;
      if (open.has(socket)) served.add(socket);
      wait(socket, socket);
    },
    end: (socket) => {
      waiting.delete(socket);
      if (socket.destroyed) open.delete(socket);
    },
  });
  // A request on a refused connection has had its answer.
  app.addHook('onRequest', ({ raw }, reply, done) => {
    if (isRefused(raw.socket)) reply.hijack();
    done();
  });
  return open;
}
