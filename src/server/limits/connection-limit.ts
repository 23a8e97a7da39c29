import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { isRefused, type Refusal, refuse } from './refuse.js';
import { watchWaiting } from './waiting-connections.js';

const BUSY: Refusal = {
  status: 503,
  message: 'Too many connections are open, try again.',
  headers: { 'Retry-After': '2' },
};

/**
 * Bounds the connections of this process. A new one above the limit takes the place of the one that has waited longest
 * for a request. So idle connections and slow heads lock out no other client. When all have a request in progress, the
 * new one is answered 503.
 * @param onRefused runs for each connection that is answered 503
 * @returns the open connections
 */
export function boundConnections(app: FastifyInstance, most: number, onRefused: () => void): ReadonlySet<Socket> {
  const open = new Set<Socket>();
  /** The connections without a request in progress; the one that waits longest is the first. */
  const waiting = new Set<Socket>();
  /** The connections that have had an answer. They expect no other one. */
  const served = new WeakSet<Socket>();

  const close = (socket: Socket) => {
    open.delete(socket);
    waiting.delete(socket);
    if (served.has(socket)) return socket.destroySoon();
    onRefused();
    refuse(socket, BUSY);
  };
  const { server } = app;
  // Those that are refused stay open until their clients have read the answer.
  server.maxConnections = most * 2;
  watchWaiting(server, {
    begin: (socket) => {
      if (open.has(socket)) served.add(socket);
      else open.add(socket);
      const [longest] = waiting;
      if (!isRefused(socket)) waiting.add(socket);
      if (open.size > most) close(longest ?? socket);
    },
    end: (socket) => {
      waiting.delete(socket);
      if (socket.destroyed) open.delete(socket);
    },
  });
  // A request on a refused connection has had its answer.
  app.addHook('onRequest', async ({ raw }, reply) => {
    if (isRefused(raw.socket)) reply.hijack();
  });
  return open;
}
