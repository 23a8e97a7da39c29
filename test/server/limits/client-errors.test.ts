import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { sendRaw, sendRawAs } from '../../support/raw.js';
import { useRegion } from '../../support/region.js';

const KIB = 1_024;
const TEXT = 'text/plain; charset=utf-8';
const LIST = '/MAAS/api/1.0/nodes/?op=list';

const region = useRegion();

/** Sends bytes as they are, and reads until the server closes the connection. */
function exchange(...pieces: readonly string[]): Promise<string> {
  const socket = connect(Number(region.api.port), region.api.hostname);
  for (const piece of pieces) socket.write(piece);
  return text(socket);
}

test('a list of nodes by 10,000 ids is answered', async () => {
  const { system_id } = await makeNode(region);
  const ids = Array.from({ length: 10_000 }, (_, i) => `&id=node-${String(i).padStart(36, '0')}`).join('');
  const reply = await sendRawAs(region, 'user', 'GET', `${LIST}${ids}&id=${system_id}`);
  expect([reply.status, JSON.parse(reply.text)]).toEqual([200, [expect.objectContaining({ system_id })]]);
});

test('headers of 500 KiB are read', async () => {
  const headers = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`x-${i}`, 'x'.repeat(10 * KIB)]));
  expect((await sendRawAs(region, 'user', 'GET', LIST, { headers })).status).toBe(200);
});

test.each<[string, number, { path: string; headers?: Record<string, string> }]>([
  ['a URL of 600 KiB', 414, { path: `${LIST}&id=${'x'.repeat(600 * KIB)}` }],
  ['a header of 600 KiB', 431, { path: LIST, headers: { 'x-long': 'x y '.repeat(150 * KIB) } }],
  [
    'headers of 600 KiB',
    431,
    { path: LIST, headers: Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`x-${i}`, 'x'.repeat(10 * KIB)])) },
  ],
])('%s is %i in plain text', async (_what, status, { path, headers = {} }) => {
  const reply = await sendRaw(region, 'GET', path, { headers });
  expect([reply.status, reply.headers['content-type'], reply.headers.connection]).toEqual([status, TEXT, 'close']);
  expect(reply.text).toBe('The URL and the headers are too large: at most 524288 bytes together.');
});

test.each([
  ['no HTTP', ['nonsense\r\n\r\n']],
  ['a header with a null character', ['GET / HTTP/1.1\r\nHost: a\r\nx: a\0b\r\n\r\n']],
  ['a content length that is no number', ['POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n']],
])('a request of %s is 400 in plain text, and the connection is closed', async (_what, pieces) => {
  const reply = await exchange(...pieces);
  expect(reply).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: text\/plain; charset=utf-8\r\n/);
  expect(reply).toMatch(/\r\n\r\nBad Request$/);
});

test('a request that is too large after an answered one is refused on the same connection', async () => {
  const good = 'GET /MAAS/livez HTTP/1.1\r\nHost: a\r\n\r\n';
  const socket = connect(Number(region.api.port), region.api.hostname);
  socket.write(good);
  await new Promise((resolve) => socket.once('readable', resolve));
  socket.write(`GET /${'x'.repeat(600 * KIB)} HTTP/1.1\r\nHost: a\r\n\r\n`);
  const answers = await text(socket);
  expect(answers.match(/HTTP\/1\.1 \d+/gm)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 414']);
});

test.each([
  ['1,000 fields', 1_000, 400],
  ['1,001 fields', 1_001, 413],
])('an anonymous form of %s is %i', async (_what, count, status) => {
  const fields = Array.from({ length: count }, (_, i): [string, string] => [`f${i}`, '1']);
  const query = { op: 'new' };
  for (const form of [{ form: fields }, { urlencoded: fields }]) {
    expect((await region.call(null, 'POST', 'nodes/', { query, ...form })).status).toBe(status);
  }
});

test('a signed form of 20,000 fields is read, and of 20,001 is 413', async () => {
  const fields = (count: number) => Array.from({ length: count }, (): [string, string] => ['nodes', 'node-x']);
  for (const [count, status] of [
    [20_000, 400],
    [20_001, 413],
  ] as const) {
    for (const form of [{ form: fields(count) }, { urlencoded: fields(count) }]) {
      const reply = await region.call('admin', 'POST', 'nodes/', { query: { op: 'accept' }, ...form });
      expect([reply.status, reply.type]).toEqual([status, TEXT]);
    }
  }
});
