import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { MAX_HEAD } from './client-errors.js';
import { type Refusal, refuse } from './refuse.js';
import { watchWaiting } from './waiting-connections.js';

/** The most bytes of incomplete request lines and headers of all connections together. */
const MAX_HEADS = 128 * MAX_HEAD;
const CHECK_MS = 100;
const BUSY: Refusal = {
  status: 503,
  message: 'Too many large requests arrive at once, try again.',
  headers: { 'Retry-After': '2' },
};

/**
 * Bounds the memory of requests whose head is incomplete: many slow clients could fill it, each within its own limit.
 * Above the bound, those with the most bytes are refused.
 */
export function boundHeads(server: Server, { most = MAX_HEADS, onRefused = () => {} } = {}): void {
  /** The connections that wait for a head or read one, with the bytes that they had read before. */
  const waiting = new Map<Socket, number>();
  let timer: NodeJS.Timeout | undefined;

  const wait = (socket: Socket) => {
    waiting.set(socket, socket.bytesRead);
    if (waiting.size * MAX_HEAD > most) timer ??= setInterval(check, CHECK_MS).unref();
  };
  const check = () => {
    if (waiting.size * MAX_HEAD <= most) {
      clearInterval(timer);
      timer = undefined;
    }
    for (const socket of beyond(waiting, most)) {
      waiting.delete(socket);
      onRefused();
      refuse(socket, BUSY, 0);
    }
  };

  watchWaiting(server, { begin: wait, end: (socket) => waiting.delete(socket) });
  server.on('close', () => clearInterval(timer));
}

/** The connections with the most bytes, so that the others have at most `most` bytes together. */
function beyond(waiting: ReadonlyMap<Socket, number>, most: number): Socket[] {
  const sizes = [...waiting].map(([socket, before]) => ({ socket, bytes: socket.bytesRead - before }));
  let excess = sizes.reduce((sum, { bytes }) => sum + bytes, 0) - most;
  if (excess <= 0) return [];
  const largest = sizes.sort((a, b) => b.bytes - a.bytes);
  return largest.flatMap(({ socket, bytes }) => {
    if (excess <= 0) return [];
    excess -= bytes;
    return [socket];
  });
}
