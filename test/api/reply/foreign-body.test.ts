import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { isNavigation } from '../../../src/api/reply/foreign-body.js';
import { sendRawAs } from '../../support/raw.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const PAGE = '<script>alert(1)</script>';
const NAVIGATION = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', 'sec-fetch-site': 'none' };
/** Browsers send no Fetch Metadata over plain HTTP. */
const OVER_HTTP = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
let key = '';

beforeAll(async () => {
  const file = { data: PAGE, filename: 'x.html', type: 'text/html' };
  (await region.post('user', 'files/', { op: 'add', filename: 'x.html', file })).ok();
  const { rows } = await region.database.pool.query<{ key: string }>('SELECT key FROM files');
  key = rows[0]?.key ?? '';
  (
    await region.post('admin', 'commissioning-scripts/', { name: 'x.svg', content: { data: PAGE, filename: 'x.svg' } })
  ).ok();
  await mkdir(path.join(region.imagesDir, 'x'), { recursive: true });
  await writeFile(path.join(region.imagesDir, 'x/page.html'), PAGE);
});

const bodies: readonly [string, () => string][] = [
  ['a file of a user', () => 'files/?op=get&filename=x.html'],
  ['a file by its key', () => `files/?op=get_by_key&key=${key}`],
  ['a commissioning script', () => 'commissioning-scripts/x.svg'],
  ['an image', () => '/MAAS/images/x/page.html'],
  ['an image at the root', () => '/images/x/page.html'],
];

describe.each(bodies)('%s', (_body, url) => {
  const read = (headers: Readonly<Record<string, string>>) => region.call('admin', 'GET', url(), { headers });

  test.each([NAVIGATION, { 'sec-fetch-dest': 'iframe' }, { 'sec-fetch-dest': 'object' }])(
    'is an attachment in a browser that navigates by %j',
    async (headers) => {
      expect((await read(headers)).headers.get('content-disposition')).toBe('attachment');
    },
  );

  test('is an attachment in a browser that navigates over plain HTTP', async () => {
    const path = new URL(url(), region.api);
    // `fetch` would send Fetch Metadata.
    const reply = await sendRawAs(region, 'admin', 'GET', `${path.pathname}${path.search}`, { headers: OVER_HTTP });
    expect([reply.text, reply.headers['content-disposition']]).toEqual([PAGE, 'attachment']);
  });

  test('never runs on the origin of the region, and has the bytes and the type as before', async () => {
    const [plain, shown] = [await read({ 'sec-fetch-mode': 'cors' }), await read(NAVIGATION)];
    expect(plain.headers.has('content-disposition')).toBe(false);
    expect([plain.text, shown.text, plain.type]).toEqual([PAGE, PAGE, shown.type]);
    for (const { headers } of [plain, shown]) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toBe('sandbox');
    }
  });
});

test.each([
  [{ 'sec-fetch-mode': 'navigate' }, true],
  [{ 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, false],
  [OVER_HTTP, true],
  [{ ...OVER_HTTP, 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, false],
  [{ accept: '*/*' }, false],
  [{}, false],
])('a request with %j is a navigation: %s', (headers, expected) => {
  expect(isNavigation({ headers })).toBe(expected);
});

test('JSON and errors are shown, in a sandbox', async () => {
  for (const [as, url, status] of [
    ['user', 'zones/', 200],
    ['user', 'files/?op=get&filename=none', 404],
    [null, 'zones/', 401],
  ] as const) {
    const reply = await region.call(as, 'GET', url, { headers: NAVIGATION });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('content-security-policy')).toBe('sandbox');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.headers.has('content-disposition')).toBe(false);
  }
});

test('the documents of the region keep the policy of their own', async () => {
  const { headers } = await region.call(null, 'GET', '/MAAS/docs/', { headers: NAVIGATION });
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src/);
  expect(headers.has('content-disposition')).toBe(false);
});
