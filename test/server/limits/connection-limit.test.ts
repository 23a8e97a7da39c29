import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/folder.js';
import { plaintextHeader } from '../../support/oauth.js';
import { makeCertificate } from '../../support/openssl.js';
import { startRegion, useRegion } from '../../support/region.js';

const MOST = 4;
const GET = 'GET /MAAS/livez HTTP/1.1\r\nHost: a\r\n\r\n';

const { cert, key } = makeCertificate(temporaryFolder(), 'region');
const region = useRegion({ env: { MAX_CONNECTIONS: String(MOST) } });

async function open({ api } = region): Promise<Socket> {
  const socket = connect({ port: Number(api.port), host: api.hostname, allowHalfOpen: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

/** A connection whose request is in progress: its body has only begun. */
async function busy(): Promise<Socket> {
  const socket = await open();
  const authorization = `Authorization: ${plaintextHeader(region.keyOf('admin') ?? '')}`;
  const type = 'Content-Type: application/json\r\nExpect: 100-continue';
  socket.write(
    `POST /MAAS/api/1.0/zones/ HTTP/1.1\r\nHost: a\r\n${authorization}\r\n${type}\r\nContent-Length: 2\r\n\r\n`,
  );
  await once(socket, 'data');
  return socket;
}

test('a connection above the limit takes the place of the one that has waited longest', async () => {
  const waiting = [];
  for (let i = 0; i < MOST; i += 1) waiting.push(await open());
  const refused = text(waiting[0] as Socket);
  const late = await open();
  late.write(GET);
  expect(String(await once(late, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await refused).toMatch(/^HTTP\/1\.1 503 [\s\S]*\r\nRetry-After: 2\r\n[\s\S]*Too many connections are open/);
  for (const socket of [...waiting, late]) socket.destroy();
});

test('an idle connection above the limit is closed without an answer', async () => {
  const idle = await open();
  idle.write(GET);
  await once(idle, 'data');
  const others = [];
  for (let i = 0; i < MOST; i += 1) others.push(await open());
  expect(await text(idle)).toBe('');
  for (const socket of others) socket.destroy();
});

test('a connection is 503 with Retry-After while all others have requests in progress, and its request has no effect', async () => {
  const others = [];
  for (let i = 0; i < MOST; i += 1) others.push(await busy());
  const socket = await open();
  const authorization = `Authorization: ${plaintextHeader(region.keyOf('admin') ?? '')}`;
  const body = '{"name":"refused"}';
  const type = `Content-Type: application/json\r\nContent-Length: ${body.length}`;
  socket.write(`POST /MAAS/api/1.0/zones/ HTTP/1.1\r\nHost: a\r\n${authorization}\r\n${type}\r\n\r\n${body}`);
  expect(await text(socket)).toMatch(
    /^HTTP\/1\.1 503 [\s\S]*\r\nRetry-After: 2\r\n[\s\S]*Too many connections are open, try again\.$/,
  );
  for (const one of others) one.destroy();
  await eventually(async () => expect((await region.get('admin', 'zones/refused/')).status).toBe(404));
  expect((await region.get(null, '/MAAS/metrics')).text).toMatch(/maas_refused_total\{reason="connections"\} [1-9]/);
});

test('a connection above twice the limit is closed without an answer, and a later one is answered', async () => {
  const sockets = [];
  for (let i = 0; i < MOST; i += 1) sockets.push(await busy());
  for (let i = 0; i < MOST; i += 1) {
    // A client that has read the answer, but keeps its side of the connection open.
    const refused = await open();
    expect(String(await once(refused, 'data'))).toMatch(/^HTTP\/1\.1 503 /);
    sockets.push(refused);
  }
  const dropped = await open();
  expect(await text(dropped)).toBe('');
  for (const socket of [...sockets, dropped]) socket.destroy();
  await eventually(async () => expect((await region.get(null, '/MAAS/livez')).status).toBe(200));
});

test('a connection whose TLS handshake is not complete counts, and gives its place to a later one', async () => {
  await using secure = await startRegion({ env: { MAX_CONNECTIONS: String(MOST), TLS_CERT: cert, TLS_KEY: key } });
  const silent = [];
  for (let i = 0; i < MOST; i += 1) silent.push(await open(secure));
  const late = connectTls({ port: Number(secure.api.port), host: secure.api.hostname, rejectUnauthorized: false });
  late.write(GET);
  expect(String(await once(late, 'data'))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await text(silent[0] as Socket)).toBe('');
  expect(silent.map(({ readyState }) => readyState)).toEqual(['closed', 'open', 'open', 'open']);
  for (const socket of [...silent, late]) socket.destroy();
});
