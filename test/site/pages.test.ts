import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { type Region, startRegion } from '../support/region.js';

const HTML = '<!doctype html><title>MAAS</title>';
const SCRIPT = 'export {};'.repeat(300);
const webDir = temporaryFolder();
let region: Region;
beforeAll(async () => {
  await mkdir(path.join(webDir, 'assets'));
  const script = path.join(webDir, 'assets/main-1a2b3c.js');
  await writeFile(path.join(webDir, 'index.html'), HTML);
  await writeFile(path.join(webDir, 'secret.txt'), 'not served');
  await writeFile(script, SCRIPT);
  await writeFile(`${script}.br`, brotliCompressSync(SCRIPT));
  await writeFile(`${script}.gz`, gzipSync(SCRIPT));
  region = await startRegion({ webDir });
});
afterAll(() => region[Symbol.asyncDispose]());

describe('the web page', () => {
  test.each([
    '',
    'nodes',
    'nodes/',
    'nodes/node-1234',
    'nodes?q=status%3Aready',
    'boot-sources',
    'users/x/y',
    'sign-in',
  ])('at /MAAS/%s is index.html', async (section) => {
    const { status, type, text } = await region.get(null, `/MAAS/${section}`);
    expect([status, type, text]).toEqual([200, 'text/html; charset=utf-8', HTML]);
  });

  test('is validated again by each browser', async () => {
    const { headers } = await region.get(null, '/MAAS/');
    expect(headers.get('cache-control')).toBe('no-cache');
    const etag = headers.get('etag') ?? '';
    const again = await region.call(null, 'GET', '/MAAS/nodes', { headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('answers HEAD without a body', async () => {
    expect(await region.call(null, 'HEAD', '/MAAS/nodes/x')).toMatchObject({ status: 200, text: '' });
  });

  test('runs no script of others, and is shown in no frame', async () => {
    const { headers } = await region.get(null, '/MAAS/');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  });

  test.each(['/', '/MAAS'])('is where %s redirects to', async (from) => {
    const { status, headers } = await region.get(null, from);
    expect([status, headers.get('location')]).toEqual([302, '/MAAS/']);
  });

  test.each(['/MAAS/nowhere', '/MAAS/nodes2', '/nodes', '/MAAS/secret.txt', '/MAAS/index.html'])(
    'is not at %s',
    async (url) => {
      const { status, text } = await region.get(null, url);
      expect([status, text]).toEqual([404, expect.stringContaining('<h1>Not Found</h1>')]);
    },
  );

  test('leaves the documents, the API and the session where they are', async () => {
    const paths = ['/MAAS/docs/', '/MAAS/openapi.json', '/MAAS/api/1.0/version/', '/MAAS/readyz', '/readyz'];
    for (const url of paths) expect([url, (await region.get(null, url)).status]).toEqual([url, 200]);
    expect((await region.get(null, '/MAAS/session/')).status).toBe(401);
  });
});

describe('a file of the build', () => {
  const read = (encoding: string) =>
    region.call(null, 'GET', '/MAAS/assets/main-1a2b3c.js', { headers: { 'accept-encoding': encoding } });

  test.each(['br', 'gzip', 'identity'])('is sent as %s, and is kept for ever', async (encoding) => {
    const { status, type, text, headers } = await read(encoding);
    expect([status, type, text]).toEqual([200, expect.stringMatching(/^application\/javascript/), SCRIPT]);
    expect(headers.get('content-encoding') ?? 'identity').toBe(encoding);
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(['none.js', '', '../index.html', '..%2findex.html', '%2e%2e/secret.txt', '.hidden'])(
    'that is %s is 404 or 403, and none outside of the folder',
    async (name) => {
      const { status, text } = await region.get(null, `/MAAS/assets/${name}`);
      expect([403, 404]).toContain(status);
      expect(text).not.toContain('not served');
    },
  );
});
