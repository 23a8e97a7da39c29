import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { HttpError } from '../../src/http/error.js';
import { CERTIFICATE } from '../support/certificate.js';
import { ask } from './support.js';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n';
const WHOLE = `${HEAD}complete`;

/** What a server does to a connection: through TLS, or to the TCP connection below it. */
type Behavior = (tls: TLSSocket, tcp: Socket) => void;

async function serve(behavior: Behavior) {
  const server = createServer((tcp) => {
    const tls = new TLSSocket(tcp, { isServer: true, ...CERTIFICATE });
    for (const socket of [tcp, tls]) socket.on('error', () => {});
    tls.once('data', () => behavior(tls, tcp));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: new URL(`https://127.0.0.1:${port}/`), [Symbol.asyncDispose]: async () => void server.close() };
}

test.each<[string, string, Behavior]>([
  ['no TLS within the headers', 'tls', (tls, tcp) => tls.write(HEAD.slice(0, 20), () => tcp.write('garbage'))],
  ['no TLS within the body', 'tls', (tls, tcp) => tls.write(`${HEAD}half`, () => tcp.write('garbage'))],
  ['no TLS after the answer', 'complete', (tls, tcp) => tls.write(WHOLE, () => tcp.write('garbage'))],
  ['a wish to renegotiate', 'timeout', (tls) => tls.write(`${HEAD}half`, () => tls.renegotiate({}, () => {}))],
  ['a reset within the body', 'reset', (tls, tcp) => tls.write(`${HEAD}half`, () => tcp.resetAndDestroy())],
  ['an end of TCP within the body', 'reset', (tls, tcp) => tls.write(`${HEAD}half`, () => tcp.end())],
])('a TLS server that sends %s: %s', async (_what, result, behavior) => {
  await using server = await serve(behavior);
  for (const lenient of [false, true]) {
    const answer = await ask(server.url, { verify: false, headersMs: 1_000, idleMs: 1_000, lenient }).then(
      ([, text]) => text,
      (error: unknown) => (error instanceof HttpError ? error.failure : error),
    );
    expect(answer).toBe(result);
  }
});
