import { describe, expect, test } from 'vitest';
import { eventually } from '../support/eventually.js';
import { saying, stalling, TcpServer } from '../support/tcp-server.js';
import { ask, failure, send, serving } from './support.js';

test('a request is sent as given, on a connection that closes after the answer', async () => {
  const heard: unknown[] = [];
  await using server = await serving(async ({ method, url, headers }, response) => {
    heard.push([method, url, headers.host, headers['x-a'], headers['content-length'], headers.connection]);
    response.writeHead(201).end('made');
  });
  const asked = { method: 'PUT', path: '/a//b?x&y%2F', headers: { 'X-A': 'b' }, body: 'bö' } as const;
  expect(await ask(server.url, asked)).toEqual([201, 'made']);
  expect(heard).toEqual([['PUT', '/a//b?x&y%2F', server.url.host, 'b', '3', 'close']]);
});

test('a request to an IPv6 address connects', async () => {
  await using server = await serving(({ headers }, response) => void response.end(headers.host), '::1');
  expect(await ask(server.url)).toEqual([200, server.url.host]);
});

test('a body is read with backpressure', async () => {
  let sent = 0;
  await using server = await TcpServer.start((socket) => {
    const piece = Buffer.alloc(65_536);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    const write = () => {
      while (!socket.destroyed && socket.write(piece)) sent += piece.length;
    };
    socket.on('drain', write);
    write();
  });
  using response = await send(server.url);
  let received = 0;
  for await (const piece of response.read({ decoded: false })) {
    received += piece.length;
    if (received > 1_000_000) break;
  }
  expect(sent).toBeLessThan(50_000_000);
  await eventually(() => expect(server.open).toBe(0));
});

describe.each([
  ['without a length', 'HTTP/1.1 200 OK\r\n\r\nbody'],
  ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\n\r\nbody'],
  ['without a reason', 'HTTP/1.1 200\r\nContent-Length: 4\r\n\r\nbody'],
  [
    'after an interim one',
    'HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody',
  ],
  ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n'],
  ['with more than its length', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbodyand more'],
  ['with another after it', 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbodyHTTP/1.1 500 No\r\n\r\n'],
])('an answer %s', (_what, bytes) => {
  test('is read', async () => {
    await using server = await TcpServer.start(saying(bytes));
    expect(await ask(server.url)).toEqual([200, 'body']);
  });
});

describe('an answer of an old server', () => {
  test.each([
    ['folds a header line', 'HTTP/1.1 200 OK\r\nServer: an old\r\n  BMC\r\nContent-Length:\r\n 4\r\n\r\nbody'],
    ['ends lines without CR', 'HTTP/1.1 200 OK\nContent-Length: 4\n\nbody'],
    [
      'says a length and sends chunks',
      'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n',
    ],
  ])('that %s is read when lenient, and is malformed otherwise', async (_what, bytes) => {
    await using server = await TcpServer.start(saying(bytes));
    expect(await ask(server.url, { lenient: true })).toEqual([200, 'body']);
    expect(await failure(server.url)).toMatchObject({ failure: 'malformed' });
  });

  test('with folded header lines is read as one value', async () => {
    await using server = await TcpServer.start(saying('HTTP/1.1 302 Found\r\nLocation:\r\n /there\r\n\r\n'));
    using response = await send(server.url, { lenient: true });
    expect(response.headers.location).toBe('/there');
  });
});

describe('a timeout', () => {
  test('of the connection includes the TLS handshake and has its own message', async () => {
    await using server = await TcpServer.start(stalling(''));
    const url = new URL(`https://127.0.0.1:${server.port}/`);
    const error = await failure(url, { connectMs: 200 });
    expect([error.failure, error.message]).toEqual(['timeout', 'no connection within 0.2 seconds (ETIMEDOUT)']);
    await eventually(() => expect(server.open).toBe(0));
  });

  test.each([
    ['before the headers', ''],
    ['within the headers', 'HTTP/1.1 200 OK\r\nServer: slow\r\n'],
    ['after an interim answer', 'HTTP/1.1 100 Continue\r\n\r\n'],
  ])('of the headers ends a silence %s', async (_when, bytes) => {
    await using server = await TcpServer.start(stalling(bytes));
    expect(await failure(server.url, { headersMs: 200 })).toMatchObject({
      failure: 'timeout',
      message: 'the server was silent for 0.2 seconds (ETIMEDOUT)',
    });
    await eventually(() => expect(server.open).toBe(0));
  });

  test('of the headers is not extended by partial headers', async () => {
    await using server = await TcpServer.start((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('X: y\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await failure(server.url, { headersMs: 300 })).toMatchObject({ failure: 'timeout' });
  });

  test('of the body ends a silence, and does not end a slow body', async () => {
    await using silent = await TcpServer.start(stalling('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
    expect(await failure(silent.url, { idleMs: 200 })).toMatchObject({ failure: 'timeout' });
    await eventually(() => expect(silent.open).toBe(0));
    await using slow = await TcpServer.start((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 50);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await ask(slow.url, { idleMs: 900 })).toEqual([200, 'x'.repeat(20)]);
  });

  test('of the body does not count the time without a reader', async () => {
    const { resolve: end, promise: ended } = withResolvers();
    await using server = await TcpServer.start((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf');
      setTimeout(() => socket.end('half', end), 400);
    });
    using response = await send(server.url, { idleMs: 200 });
    const pieces = response.read({ decoded: false });
    expect(String((await pieces.next()).value)).toBe('half');
    await ended;
    expect(String((await pieces.next()).value)).toBe('half');
  });
});

describe('an abort signal', () => {
  const reason = new Error('enough');

  test.each([
    ['connecting', 'https', ''],
    ['waiting for the headers', 'http', ''],
    ['reading the body', 'http', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'],
  ])('that aborts while %s closes the connection and rejects with its reason', async (_when, scheme, bytes) => {
    const controller = new AbortController();
    await using server = await TcpServer.start((socket) => {
      stalling(bytes)(socket);
      setImmediate(() => controller.abort(reason));
    });
    const url = new URL(`${scheme}://127.0.0.1:${server.port}/`);
    await expect(ask(url, { signal: controller.signal })).rejects.toBe(reason);
    await eventually(() => expect(server.open).toBe(0));
  });

  test('that has already aborted sends nothing', async () => {
    let asked = 0;
    await using server = await TcpServer.start(() => {
      asked += 1;
    });
    await expect(ask(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await eventually(() => expect(server.open).toBe(0));
    expect(asked).toBe(0);
  });
});

test('disposing of a response without reading it closes the connection', async () => {
  await using server = await TcpServer.start(stalling('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf'));
  const response = await send(server.url);
  response[Symbol.dispose]();
  await eventually(() => expect(server.open).toBe(0));
});

function withResolvers() {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
