import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/folder.js';
import { plaintextHeader } from '../../support/oauth.js';
import { makeCertificate } from '../../support/openssl.js';
import { type Region, startRegion } from '../../support/region.js';

const KIB = 1_024;
const TEXT = 'Content-Type: text/plain; charset=utf-8';

/** A client has a second in which it must send 4,096 bytes. */
const PATIENCE = { CLIENT_TIMEOUT: '1', MIN_BODY_RATE: '4096' };

function open({ api }: Region): Socket {
  const target = { port: Number(api.port), host: api.hostname };
  const socket = api.protocol === 'https:' ? connectTls({ ...target, rejectUnauthorized: false }) : connect(target);
  return socket.on('error', () => {});
}

/** Begins a request that announces a body. */
function begin(region: Region, path: string, type: string, length: number): Socket {
  const socket = open(region);
  const key = region.keyOf('admin') ?? '';
  const lines = [
    `POST /MAAS/api/1.0/${path} HTTP/1.1`,
    'Host: region',
    'Connection: close',
    `Authorization: ${plaintextHeader(key)}`,
    `Content-Type: ${type}`,
    `Content-Length: ${length}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  return socket;
}

/** Sends a piece every 50 ms, until all are sent or the connection is closed. */
function trickle(socket: Socket, pieces: Iterable<string>): void {
  const rest = pieces[Symbol.iterator]();
  const timer = setInterval(() => {
    const { done, value } = rest.next();
    if (done || !socket.writable) clearInterval(timer);
    else socket.write(value);
  }, 50);
}

const forever = (piece: string) => Array<string>(10_000).fill(piece);

const { cert, key } = makeCertificate(temporaryFolder(), 'region');

describe.each([
  ['HTTP', {}],
  ['HTTPS', { TLS_CERT: cert, TLS_KEY: key }],
])('over %s', (_protocol, files) => {
  let region: Region;
  beforeAll(async () => {
    region = await startRegion({ env: { ...PATIENCE, ...files } });
  });
  afterAll(() => region[Symbol.asyncDispose]());

  test.each([
    ['application/json', '{"a":"'],
    ['application/x-www-form-urlencoded', 'a='],
    ['multipart/form-data; boundary=B', '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\n'],
  ])('a body of type %s that arrives too slowly is 408 in plain text', async (type, start) => {
    const socket = begin(region, 'nodes/?op=accept', type, 100_000);
    socket.write(start);
    trickle(socket, forever('x'));
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toContain(TEXT);
    expect(answer).toMatch(/The request body arrived too slowly\.$/);
  });

  test('a body that goes on after its answer is cut off when it arrives too slowly', async () => {
    const socket = open(region);
    socket.write(
      'POST /MAAS/api/1.0/account/?op=x HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nContent-Type: text/plain\r\n\r\n',
    );
    trickle(socket, forever('x'));
    let answer = '';
    socket.on('data', (bytes) => {
      answer += String(bytes);
    });
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 401 [\s\S]*Forbidden$/);
  });

  test('a body that arrives slowly, but at the minimum rate, is read', async () => {
    const body = `name=slow-zone&description=${'x'.repeat(18 * KIB)}`;
    const socket = begin(region, 'zones/', 'application/x-www-form-urlencoded', body.length);
    trickle(socket, body.match(/.{1,512}/g) ?? []);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test.each([
    ['that stops', []],
    ['that goes on slowly', forever('x')],
  ])('a head %s is 408 in plain text', async (_what, pieces) => {
    const socket = open(region);
    socket.write('GET /MAAS/livez HTTP/1.1\r\nHost: a\r\nx: ');
    trickle(socket, pieces);
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(answer).toMatch(/The request was not complete in time\.$/);
  });

  test('a connection without a request is closed', async () => {
    expect(await text(open(region))).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('a download whose client stops to read is cut off, and one that is read slowly is complete', async () => {
    const size = 32 * 1_048_576;
    const folder = region.imagesDir;
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'large'), Buffer.alloc(size));
    const get = () => {
      const socket = open(region);
      socket.write('GET /MAAS/images/large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
      return socket;
    };
    const stopped = get();
    const slow = get();
    let received = 0;
    slow.on('data', (bytes) => {
      received += bytes.length;
      slow.pause();
      setTimeout(() => slow.resume(), 4);
    });
    await once(slow, 'end');
    expect(received).toBeGreaterThan(size);
    await once(stopped.resume(), 'close');
    expect(stopped.bytesRead).toBeLessThan(size);
  });
});
