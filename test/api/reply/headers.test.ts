import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { sendRawAs } from '../../support/raw.js';
import { useRegion } from '../../support/region.js';

const ROOT = '/MAAS/api/1.0/';
const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';

const region = useRegion();

test.each([
  ['data', 'user', 'GET', 'zones/', 200, JSON_TYPE],
  ['the version', null, 'GET', 'version/', 200, JSON_TYPE],
  ['an unknown operation', 'user', 'GET', 'nodes/', 400, TEXT],
  ['wrong fields', 'admin', 'POST', 'zones/', 400, 'application/json'],
  ['missing credentials', null, 'GET', 'zones/', 401, TEXT],
  ['a refusal', 'user', 'POST', 'zones/', 403, TEXT],
  ['an unknown object', 'user', 'GET', 'zones/unknown/', 404, TEXT],
  ['an unknown method', 'user', 'PUT', 'zones/', 405, TEXT],
  ['a deletion', 'admin', 'DELETE', 'zones/unknown/', 204, 'text/plain'],
] as const)('an answer with %s has its content type: %s %s %s', async (_what, as, method, path, status, type) => {
  const reply = await sendRawAs(region, as, method, `${ROOT}${path}`);
  expect([reply.status, reply.headers['content-type']]).toEqual([status, type]);
});

test('an answer to missing credentials is one word without WWW-Authenticate', async () => {
  const { text, headers } = await sendRawAs(region, null, 'GET', `${ROOT}zones/`);
  expect([text, headers['www-authenticate']]).toEqual(['Forbidden', undefined]);
});

test('an answer of an operation without a result is null', async () => {
  expect((await region.post('admin', 'nodes/', { op: 'set_zone', zone: 'default' })).text).toBe('null');
});

test.each([
  [200, 'user', 'GET', '/MAAS/api/1.0/zones/'],
  [400, 'user', 'GET', '/MAAS/api/1.0/nodes/'],
  [401, null, 'GET', '/MAAS/api/1.0/zones/'],
  [403, 'user', 'POST', '/MAAS/api/1.0/zones/'],
  [404, 'user', 'GET', '/MAAS/api/1.0/zones/unknown/'],
  [401, null, 'POST', '/MAAS/metadata/latest/'],
] as const)('an answer of %i has Vary, X-Frame-Options and Date: %s %s %s', async (status, as, method, path) => {
  const reply = await sendRawAs(region, as, method, path);
  expect(reply.status).toBe(status);
  expect(reply.headers.vary).toContain('Authorization');
  expect(reply.headers['x-frame-options']).toBe('SAMEORIGIN');
  // Nodes set their clocks by it.
  expect(Math.abs(Date.parse(reply.headers.date ?? '') - Date.now())).toBeLessThan(5_000);
});

const GZIP = { headers: { 'accept-encoding': 'gzip' } };

test('an answer of 200 bytes or more is compressed for clients that accept it', async () => {
  const { headers, bytes } = await sendRawAs(region, null, 'GET', `${ROOT}describe/`, GZIP);
  expect(headers['content-encoding']).toBe('gzip');
  expect(headers.vary).toContain('accept-encoding');
  const plain = await sendRawAs(region, null, 'GET', `${ROOT}describe/`);
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(gunzipSync(bytes).equals(plain.bytes)).toBe(true);
});

test('an answer of less than 200 bytes is not compressed', async () => {
  const { headers, text } = await sendRawAs(region, null, 'GET', `${ROOT}version/`, GZIP);
  expect([headers['content-encoding'], text.length < 200]).toEqual([undefined, true]);
});

async function requestIdFor(headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const reply = await sendRawAs(region, null, 'GET', '/MAAS/livez', { headers });
  return String(reply.headers['x-request-id']);
}

test('an answer has a new request id', async () => {
  const ids = [await requestIdFor(), await requestIdFor()];
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(new Set(ids).size).toBe(2);
});

test('an answer has the request id of the request when that is a short word', async () => {
  expect(await requestIdFor({ 'x-request-id': 'lb-7.42:a_b' })).toBe('lb-7.42:a_b');
  for (const id of ['two words', 'x'.repeat(65)]) {
    expect(await requestIdFor({ 'x-request-id': id })).toMatch(/^[0-9a-f-]{36}$/);
  }
});
