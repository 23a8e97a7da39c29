import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { expect, test } from 'vitest';
import type { HttpRequest } from '../../../src/http/request.js';
import { PowerActionError, PowerConnError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { createMachine } from '../../../src/power/driver/machine.js';
import { sendBmcRequest } from '../../../src/power/io/http.js';
import { type Behavior, resetting, saying, TcpServer } from '../../support/tcp-server.js';
import { environmentWith } from '../support.js';

async function serving(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: urlOf(server.address()), [Symbol.asyncDispose]: async () => void server.close().closeAllConnections() };
}

function urlOf(address: ReturnType<ReturnType<typeof createServer>['address']>): URL {
  if (typeof address !== 'object' || !address) throw new Error('not listening');
  return new URL(`http://127.0.0.1:${address.port}/`);
}

const ask = (server: URL, given: Partial<HttpRequest> = {}, signal = new AbortController().signal) =>
  sendBmcRequest(createMachine(new Map(), environmentWith(), signal), { method: 'GET', server, path: '/', ...given });

test('request is sent unchanged, and a response of any status is returned', async () => {
  const seen: unknown[] = [];
  await using server = await serving(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk);
    seen.push([request.method, request.url, request.headers['x-a'], Buffer.concat(body).toString()]);
    response.writeHead(401).end('no');
  });
  const request = { method: 'PUT', path: '/a/0/0?x&y%2F', headers: { 'X-A': 'b' }, body: '{"a":1}' } as const;
  expect(await ask(server.url, request)).toMatchObject({ status: 401, text: 'no' });
  expect(seen).toEqual([['PUT', '/a/0/0?x&y%2F', 'b', '{"a":1}']]);
});

test('request answered by a redirection returns it', async () => {
  const paths: (string | undefined)[] = [];
  await using server = await serving((request, response) => {
    paths.push(request.url);
    response.writeHead(302, { location: '/elsewhere' }).end();
  });
  expect((await ask(server.url)).status).toBe(302);
  expect(paths).toEqual(['/']);
});

test('request with an endless response fails as an action error', async () => {
  await using server = await serving((_request, response) => {
    const write = () => {
      while (response.write(Buffer.alloc(65_536)));
    };
    response.on('drain', write);
    write();
  });
  await expect(ask(server.url)).rejects.toThrow(PowerActionError);
});

test('request without a response fails after the timeout', async () => {
  await using server = await serving(() => {});
  const failed = ask(server.url, {}, AbortSignal.timeout(200));
  await expect(failed).rejects.toThrow(PowerConnError);
});

test('request to another protocol fails as an action error, to a closed port as a connection error', async () => {
  const server = createTcpServer((socket) => {
    socket
      .on('error', () => {})
      .resume()
      .end('SSH-2.0-x\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = urlOf(server.address());
  await expect(ask(url)).rejects.toThrow(PowerActionError);
  server.close();
  await once(server, 'close');
  await expect(ask(url)).rejects.toThrow(PowerConnError);
});

test.each<[string, Behavior, new () => Error, RegExp]>([
  ['resets the connection', resetting(''), PowerConnError, /: the server closed the connection .* \(ECONNRESET\)\.$/],
  [
    'answers malformed',
    saying('HTTP/1.1 2x0\r\n\r\n'),
    PowerActionError,
    /: the response is malformed.*\(HPE_\w+\)\.$/,
  ],
])('request to a BMC that %s fails with a description', async (_what, behavior, kind, message) => {
  await using server = await TcpServer.start(behavior);
  const error = await ask(server.url).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(kind);
  expect(String(error)).toMatch(message);
});

test('request to a BMC that folds a header line returns the response', async () => {
  await using server = await TcpServer.start(
    saying('HTTP/1.1 200 OK\r\nServer: old\r\n firmware\r\nContent-Length: 2\r\n\r\nok'),
  );
  expect(await ask(server.url)).toMatchObject({
    status: 200,
    headers: { server: 'old firmware' },
    text: 'ok',
  });
});

test('request with an invalid path fails as a settings error', async () => {
  await using server = await serving((_request, response) => void response.end());
  await expect(ask(server.url, { path: '/a\r\nX: y' })).rejects.toThrow(PowerSettingsError);
});
