import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { type ApiKey, hmacHeader, plaintextHeader } from '../../support/oauth.js';
import { type Region, startBeside, useRegion } from '../../support/region.js';

const region = useRegion();
const PUBLIC = { MAAS_URL: 'https://maas.example.com/MAAS' };
const NODES = '/MAAS/api/1.0/nodes/?op=list';

/** Sends the lines of a request head, and reads the whole answer. */
async function ask(of: Region, ...lines: string[]): Promise<string> {
  const socket = connect(Number(of.api.port), of.api.hostname);
  socket.write([...lines, '', ''].join('\r\n'));
  return text(socket);
}

function adminKey(): ApiKey {
  const key = region.keyOf('admin');
  if (!key) throw new Error('the administrator has no key');
  return key;
}

const adminHeader = () => `Authorization: ${plaintextHeader(adminKey())}`;
const signedFor = (origin: string) => `Authorization: ${hmacHeader(adminKey(), 'GET', new URL(NODES, origin))}`;

test.each([
  ['HTTP/1.0 without Host', ['HTTP/1.0']],
  ['HTTP/1.1 with an empty Host', ['HTTP/1.1', 'Host:', 'Connection: close']],
])('a request of %s is 400 in a region without MAAS_URL', async (_what, [version = '', ...headers]) => {
  const reply = await ask(region, `GET ${NODES} ${version}`, ...headers, adminHeader());
  expect(reply).toMatch(/^HTTP\/1\.1 400 /);
  expect(reply).toContain('The request has no Host header, and the region has no MAAS_URL.');
});

test('a request of HTTP/1.0 without Host gets the host of MAAS_URL', async () => {
  await using open = await startBeside(region, { env: PUBLIC });
  expect(await ask(open, `GET ${NODES} HTTP/1.0`, adminHeader())).toMatch(/^HTTP\/1\.1 200 /);
  const described = await ask(open, 'GET /MAAS/api/1.0/describe/ HTTP/1.0');
  expect(described).toContain('"uri": "https://maas.example.com/MAAS/api/1.0/nodes/"');
});

test('a request of HTTP/1.0 without Host is signed by HMAC-SHA1 for the host of MAAS_URL', async () => {
  await using open = await startBeside(region, { env: PUBLIC });
  expect(await ask(open, `GET ${NODES} HTTP/1.0`, signedFor('https://maas.example.com'))).toMatch(/^HTTP\/1\.1 200 /);
  expect(await ask(open, `GET ${NODES} HTTP/1.0`, signedFor('https://other.example.com'))).toMatch(/^HTTP\/1\.1 401 /);
});

test.each(['/MAAS/livez', '/MAAS/readyz'])('%s needs no Host: HAProxy checks it by HTTP/1.0', async (path) => {
  expect(await ask(region, `GET ${path} HTTP/1.0`)).toMatch(/^HTTP\/1\.1 200 /);
});
