import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Settings } from '../../settings.js';
import { type Refusal, refuse } from './refuse.js';

type Patience = Pick<Settings, 'clientTimeout' | 'minBodyRate'>;

/** The most bytes of one body as they are sent: files of 512 MiB in base64, and more. The rest is not even discarded. */
const MAX_SENT = 1_073_741_824;
const SLOW: Refusal = { status: 408, message: 'The request body arrived too slowly.' };
const ENDLESS: Refusal = { status: 413, message: 'The request body is too large.' };
const SILENT: Refusal = { status: 408, message: 'The request was not complete in time.' };

/** Cuts off clients that send a body too slowly or without end, and clients that stop reading or sending. */
export function cutSlowClients(server: Server, patience: Patience, onRefused: () => void): void {
  const served = new WeakSet<Socket>();
  server.on('request', (request, response) => {
    response.once('finish', () => served.add(request.socket));
    watchBody(request, patience, (refusal) => {
      onRefused();
      cut(request, response, refusal);
    });
  });
  server.setTimeout(patience.clientTimeout * 1_000, (socket) => {
    const isAnswered = responseOn(socket) !== undefined;
    // The server itself is slow: the client has sent all and waits, or a body is being watched.
    if (isAnswered && socket.writableLength === 0) socket.setTimeout(patience.clientTimeout * 1_000);
    else if (isAnswered || served.has(socket)) socket.destroy();
    else refuse(socket, SILENT);
  });
}

function watchBody(
  request: IncomingMessage,
  { clientTimeout, minBodyRate }: Patience,
  fail: (refusal: Refusal) => void,
): void {
  const { socket, headers } = request;
  if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0)) return;
  const start = socket.bytesRead;
  let before = start;
  const check = () => {
    const received = socket.bytesRead - before;
    before = socket.bytesRead;
    // Bytes that nobody has read yet: the server is slower than the client.
    const isSlow = received < minBodyRate * clientTimeout && request.readableLength === 0;
    if (request.complete) stop();
    else if (isSlow) fail(SLOW);
    else if (socket.bytesRead - start > MAX_SENT) fail(ENDLESS);
  };
  const timer = setInterval(check, clientTimeout * 1_000);
  const stop = () => clearInterval(timer);
  request.once('end', stop);
  socket.once('close', stop);
  request.once('close', () => socket.off('close', stop));
}

function cut({ socket }: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent || responseOn(socket) !== response) socket.destroy();
  else refuse(socket, refusal);
}

/** The response that is on its way on a connection, or is being made. */
function responseOn(socket: Socket): unknown {
  return Reflect.get(socket, '_httpMessage') ?? undefined;
}
