import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { MAX_HEAD } from '../../../src/server/limits/client-errors.js';
import { boundHeads } from '../../../src/server/limits/head-budget.js';
import { CERTIFICATE } from '../../support/certificate.js';

const answer: RequestListener = (_request, response) => response.end('fine');
const LISTENERS = [
  ['HTTP', createServer({ maxHeaderSize: MAX_HEAD }, answer), connect],
  [
    'HTTPS',
    createTlsServer({ maxHeaderSize: MAX_HEAD, ...CERTIFICATE }, answer),
    (port: number, host: string) => connectTls({ port, host, ca: CERTIFICATE.cert }),
  ],
] as const;
afterEach(() => {
  for (const [, server] of LISTENERS) server.closeAllConnections();
});

test.each(LISTENERS)(
  'the incomplete heads of all connections by %s are bounded: the largest are 503, the others are answered',
  async (_name, server, connect) => {
    boundHeads(server, { most: MAX_HEAD });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const begin = (bytes: number) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nx: ${'x'.repeat(bytes)}`);
      return { socket, answer: text(socket) };
    };
    const small = begin(10);
    const large = [begin(400_000), begin(400_001)];
    const refused = await Promise.race(large.map(({ answer }) => answer));
    expect(refused).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nRetry-After: 2\r\n/);
    small.socket.write('\r\n\r\n');
    expect(await small.answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*fine/);
    for (const { socket } of large) socket.destroy();
    server.close();
  },
);
