import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { TEXT } from '../../api/reply/reply.js';

/** How long a client may go on sending after it was refused. Without that time, it might not read the answer. */
const LINGER_MS = 2_000;

/** An answer to a request that never reached the application. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The connections that were refused. The rest of their data is discarded. */
const refused = new WeakSet<Socket>();

export function isRefused(socket: Socket): boolean {
  return refused.has(socket);
}

/** Answers on a bare connection, in the form of the API's errors, and closes the connection. */
export function refuse(socket: Socket, { status, message, headers = {} }: Refusal, lingerMs = LINGER_MS): void {
  if (refused.has(socket)) return;
  refused.add(socket);
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const fields = {
    'Content-Type': TEXT,
    'Content-Length': String(Buffer.byteLength(message)),
    'X-Frame-Options': 'SAMEORIGIN',
    Vary: 'Authorization, Cookie',
    Connection: 'close',
    ...headers,
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${message}`);
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
}
