import type { Socket } from 'node:net';
import { isRefused, type Refusal, refuse } from './refuse.js';

/** The most bytes of a request line and headers together. */
export const MAX_HEAD = 512 * 1_024;
const TOO_LARGE = `The URL and the headers are too large: at most ${MAX_HEAD} bytes together.`;

/** The codes of failed TLS handshakes, for example of a client that speaks HTTP. Nothing can be answered then. */
const HANDSHAKE = /^ERR_(SSL|TLS)_/;

/** Answers a request that Node's parser refuses, and closes the connection. */
export function refuseClient(error: Error, socket: Socket): void {
  const { code, rawPacket } = parserError(error);
  if (code === 'ECONNRESET' || socket.destroyed || isRefused(socket)) return;
  if (hasBegunAnswer(socket) || HANDSHAKE.test(String(code))) socket.destroy();
  else refuse(socket, refusalOf(code, rawPacket));
}

/** Whether a response to an earlier request, or to the same one, is on its way. A second one would be mixed with it. */
function hasBegunAnswer(socket: Socket): boolean {
  const response: unknown = Reflect.get(socket, '_httpMessage');
  return typeof response === 'object' && response !== null && Reflect.get(response, 'headersSent') === true;
}

/** The code of an error, and the bytes that the parser read last. */
function parserError(error: Error): { code: unknown; rawPacket: unknown } {
  return { code: Reflect.get(error, 'code'), rawPacket: Reflect.get(error, 'rawPacket') };
}

function refusalOf(code: unknown, rawPacket: unknown): Refusal {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: Buffer.isBuffer(rawPacket) && isWithinUrl(rawPacket) ? 414 : 431, message: TOO_LARGE };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, message: 'The extensions of the chunks of the body are too large.' };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, message: 'The request was not complete in time.' };
    default:
      return { status: 400, message: 'Bad Request' };
  }
}

/** Whether the bytes with which a head became too large are a part of its URL: a URL has no blanks and line ends. */
function isWithinUrl(packet: Buffer): boolean {
  return /^([A-Z]+ )?[\x21-\x7e]*$/.test(packet.toString('latin1'));
}
