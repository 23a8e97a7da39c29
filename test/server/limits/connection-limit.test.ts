import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { plaintextHeader } from '../../support/oauth.js';
import { useRegion } from '../../support/region.js';

const MOST = 4;
const GET = 'GET /MAAS/livez HTTP/1.1\r\nHost: a\r\n\r\n';

const region = useRegion({ env: { MAX_CONNECTIONS: String(MOST) } });

async function open(): Promise<Socket> {
  const socket = connect(Number(region.api.port), region.api.hostname);
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
