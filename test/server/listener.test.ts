import { readFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { text } from 'node:stream/consumers';
import { connect, type SecureVersion } from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { curl } from '../support/curl.js';
import { temporaryFolder } from '../support/folder.js';
import { hmacHeader, plaintextHeader } from '../support/oauth.js';
import { makeCertificate } from '../support/openssl.js';
import { type Region, startRegion } from '../support/region.js';

const { cert, key } = makeCertificate(temporaryFolder(), 'region');
let region: Region;
beforeAll(async () => {
  region = await startRegion({ env: { TLS_CERT: cert, TLS_KEY: key } });
});
afterAll(() => region[Symbol.asyncDispose]());

const apiKey = () => region.keyOf('user') ?? '';
const url = (path: string) => new URL(path, region.api);
const trust = ['--cacert', cert];

/** The name of the negotiated protocols. @throws Error when the handshake fails */
function negotiate(maxVersion: SecureVersion, minVersion: SecureVersion = 'TLSv1.2') {
  return new Promise<{ version: string | null; alpn: string | false | null }>((resolve, reject) => {
    const options = { minVersion, maxVersion, ca: readFileSync(cert), ALPNProtocols: ['h2', 'http/1.1'] };
    const socket = connect({ ...options, host: '127.0.0.1', port: Number(region.api.port) }, () => {
      resolve({ version: socket.getProtocol(), alpn: socket.alpnProtocol });
      socket.destroy();
    }).on('error', reject);
  });
}

/** Sends text in TLS, and reads until the server closes the connection. */
function exchange(...pieces: readonly string[]): Promise<string> {
  const socket = connect({ ca: readFileSync(cert), host: '127.0.0.1', port: Number(region.api.port) });
  for (const piece of pieces) socket.write(piece);
  return text(socket);
}

test.each([
  ['anonymous', () => []],
  ['signed by PLAINTEXT', () => ['-H', `Authorization: ${plaintextHeader(apiKey())}`]],
  ['signed by HMAC-SHA1', () => ['-H', `Authorization: ${hmacHeader(apiKey(), 'GET', url('version/'))}`]],
])('a request of curl over TLS that is %s is answered', async (_how, options) => {
  expect((await curl(url('version/'), ...trust, ...options())).status).toBe(200);
});

test.each(['/MAAS/readyz', '/MAAS/metrics', '/MAAS/'])('%s is served over TLS', async (path) => {
  expect((await curl(url(path), ...trust)).status).toBe(200);
});

test('URLs of the start page and of the metadata are https', async () => {
  const { host } = region.api;
  expect((await curl(url('/MAAS/'), ...trust)).body).toContain(`https://${host}/MAAS/api/1.0/`);
  const preseed = await curl(url('/MAAS/metadata/latest/enlist-preseed/?op=get_enlist_preseed'), ...trust);
  expect(preseed.status).toBe(200);
  expect(preseed.body).toContain(`https://${host}/MAAS/metadata/`);
});

describe('the handshake', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('by %s is accepted, for HTTP/1.1', async (version) => {
    expect(await negotiate(version)).toEqual({ version, alpn: 'http/1.1' });
  });

  test('by TLS 1.1 is refused', async () => {
    await expect(negotiate('TLSv1.1', 'TLSv1.1')).rejects.toThrow();
  });

  test('of a client that speaks HTTP fails, and the region serves on', async () => {
    const socket = connectPlain(Number(region.api.port), '127.0.0.1');
    socket.write('GET /MAAS/livez HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await text(socket)).not.toContain('200');
    expect((await curl(url('/MAAS/livez'), ...trust)).status).toBe(200);
  });
});

describe('limits over TLS', () => {
  const large = 'x'.repeat(600 * 1_024);
  test.each([
    ['a URL of 600 KiB', `GET /${large} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
    ['a header of 600 KiB', `GET / HTTP/1.1\r\nHost: a\r\nx: ${'x y '.repeat(150 * 1_024)}\r\n\r\n`, 431],
    ['no HTTP', 'nonsense\r\n\r\n', 400],
  ])('%s is refused in plain text', async (_what, request, status) => {
    const answer = await exchange(request);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain('\r\nContent-Type: text/plain; charset=utf-8\r\n');
  });

  test('a request that is too large after an answered one is refused on the same connection', async () => {
    const answers = await exchange(
      'GET /MAAS/livez HTTP/1.1\r\nHost: a\r\n\r\n',
      `GET /${large} HTTP/1.1\r\nHost: a\r\n\r\n`,
    );
    expect(answers.match(/HTTP\/1\.1 \d+/gm)?.at(-1)).toBe('HTTP/1.1 414');
  });

  test('a list of nodes by 5,000 ids is answered', async () => {
    const list = url(`nodes/?op=list${Array.from({ length: 5_000 }, (_, id) => `&id=node-${id}`).join('')}`);
    const signed = ['-H', `Authorization: ${hmacHeader(apiKey(), 'GET', list)}`];
    expect(await curl(list, ...trust, ...signed)).toEqual({ status: 200, body: '[]' });
  });
});
