import type { IncomingMessage } from 'node:http';
import { HttpError } from './error.js';

/** The chunks of a body as they arrive. @throws HttpError when none arrives within `idleMs` */
export async function* readBody(message: IncomingMessage, idleMs: number): AsyncGenerator<Buffer> {
  const expire = () => void message.destroy(createSilence(idleMs));
  let timer = setTimeout(expire, idleMs);
  try {
    for await (const chunk of message) {
      // The timer does not run while the caller processes a chunk.
      clearTimeout(timer);
      yield chunk;
      timer = setTimeout(expire, idleMs);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** The server has sent nothing for so long. */
export function createSilence(ms: number): HttpError {
  return new HttpError('timeout', 'ETIMEDOUT', `the server was silent for ${ms / 1_000} seconds`);
}
