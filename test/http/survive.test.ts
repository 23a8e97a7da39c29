import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { type Behavior, resetting, saying, stalling, TcpServer } from '../support/tcp-server.js';
import { type Asked, ask, send } from './support.js';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n';
const BEHAVIORS: readonly (readonly [string, Behavior])[] = [
  ['nothing', saying('')],
  ['silence', stalling('')],
  ['garbage', saying(Buffer.from(Array.from({ length: 2_000 }, (_, index) => index % 256)))],
  ['half of the headers', resetting('HTTP/1.1 200 OK\r\nCont')],
  ['half of the body', resetting(`${OK}bo`)],
  ['the body, and silence', stalling(`${OK}body`)],
  ['the body, and a reset', resetting(`${OK}body`)],
  ['the body, and garbage', saying(`${OK}body\0\0\0\0`)],
  ['the body, and garbage later', later(`${OK}body`, '\0\0\0\0')],
  ['two answers', saying(`${OK}body${OK}body`)],
  ['a second answer later', later(`${OK}body`, `${OK}body`)],
  ['an answer without length, and a reset', resetting('HTTP/1.0 200 OK\r\n\r\nbody')],
  ['a switch of protocols', saying('HTTP/1.1 101 Go\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nxxxx')],
  ['many interim answers', saying(`${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(2_000)}${OK}body`)],
  ['bad chunks', saying('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nzz')],
  ['a redirection to nowhere', saying('HTTP/1.1 302 Found\r\nLocation: \r\nContent-Length: 0\r\n\r\n')],
];

function later(first: string, second: string): Behavior {
  return (socket) => {
    socket.resume().write(first);
    setTimeout(() => socket.write(second, () => socket.resetAndDestroy()), 20);
  };
}

let uncaught: unknown[];
const note = (error: unknown) => uncaught.push(error);
beforeEach(() => {
  uncaught = [];
  process.on('uncaughtException', note).on('unhandledRejection', note);
});
afterEach(() => {
  process.off('uncaughtException', note).off('unhandledRejection', note);
});

test.each(BEHAVIORS)('a server that sends %s does not end this process', async (_what, behavior) => {
  await using server = await TcpServer.start(behavior);
  const impatient = { connectMs: 500, headersMs: 500, idleMs: 500 };
  const gone = AbortSignal.timeout(100);
  await Promise.allSettled([
    ask(server.url, impatient),
    ask(server.url, { ...impatient, lenient: true }),
    ask(server.url, { ...impatient, signal: gone }),
    send(server.url, impatient).then((response) => response[Symbol.dispose]()),
    readOnePiece(server.url, impatient),
    ask(new URL(`https://127.0.0.1:${server.port}/`), impatient),
    ask(new URL('http://mirror.invalid/'), { ...impatient, proxy: server.url }),
    ask(new URL('https://mirror.invalid/'), { ...impatient, proxy: server.url }),
  ]);
  await eventually(() => expect(server.open).toBe(0));
  expect(uncaught).toEqual([]);
});

async function readOnePiece(url: URL, settings: Asked): Promise<void> {
  using response = await send(url, settings);
  await response.read({ decoded: false }).next();
}
