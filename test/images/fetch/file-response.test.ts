import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { needsTools } from '../../support/tools.js';
import { CONTENT, ImportSite, KERNEL, NEW } from '../import-site.js';
import { sendFile, sha256 } from '../mirror.js';

const test = needsTools('gpg');
const site = new ImportSite();

const COMPRESS = { gzip: gzipSync, 'x-gzip': gzipSync, deflate: deflateSync, br: brotliCompressSync } as const;
type Coding = keyof typeof COMPRESS;

/** Has the mirror compress all that it sends. The length of a response is that of the compressed file, or missing. */
function compressAll(coding: Coding, hasLength: boolean): string[] {
  const accepted: string[] = [];
  for (const [name, content] of site.mirror.files) {
    site.mirror.odd.set(name, (request, response) => {
      accepted.push(request.headers['accept-encoding'] ?? '');
      const body = COMPRESS[coding](content);
      const length = hasLength ? { 'content-length': body.length } : {};
      response.writeHead(200, { 'content-encoding': coding, ...length }).end(body);
    });
  }
  return accepted;
}

test.each([
  ['gzip', true],
  ['gzip', false],
  ['x-gzip', true],
  ['deflate', false],
  ['br', true],
] as const)(
  'import from a mirror that sends %s unasked, with length: %s, decodes metadata and files',
  async (coding, hasLength) => {
    const accepted = compressAll(coding, hasLength);
    await site.expectNew();
    expect(accepted).toEqual(Array.from({ length: 4 }, () => 'identity'));
  },
);

test('import of a compressed part begins again, and decodes the whole file', async () => {
  await mkdir(path.join(site.cluster.imagesDir, '.partial'));
  await writeFile(path.join(site.cluster.imagesDir, '.partial', sha256(Buffer.from(CONTENT))), CONTENT.slice(0, 9));
  site.mirror.odd.set(KERNEL, ({ headers }, response) => {
    response.setHeader('content-encoding', 'gzip');
    sendFile(response, gzipSync(CONTENT), headers.range);
  });
  await site.expectNew();
  expect(site.mirror.downloads().filter((name) => name.startsWith(KERNEL))).toEqual([`${KERNEL} bytes=9-`, KERNEL]);
});

const ROOT = 'trusty/amd64/20140416/generic/root-image.gz';
const packed = gzipSync('an ext4 image');

test.each([
  ['with its length', { 'content-length': packed.length }],
  ['without a length', {}],
])('import of a gzip file that a mirror labels as content coding, %s, keeps it as it is', async (_what, length) => {
  await site.mirror.publish(
    NEW.map((product) => ({ ...product, files: { ...product.files, 'root-image.gz': packed } })),
  );
  site.mirror.odd.set(ROOT, (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-encoding': 'x-gzip', ...length }).end(packed);
  });
  await site.cluster.import();
  expect(await site.cluster.tree()).toMatchObject({
    'ubuntu/amd64/generic/trusty/release/root-image': 'an ext4 image',
  });
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
])(
  'import of a gzip file that a mirror compresses again by %s, without a length, decodes it once',
  async (coding, compress) => {
    const large = gzipSync(randomBytes(100_000));
    await site.mirror.publish(
      NEW.map((product) => ({ ...product, files: { ...product.files, 'root-image.gz': large } })),
    );
    site.mirror.odd.set(ROOT, (_request, response) => {
      const body = compress(large);
      response.writeHead(200, { 'content-encoding': coding });
      // The header of gzip in a chunk of its own, as zlib sends it.
      response.write(body.subarray(0, 10), () => response.end(body.subarray(10)));
    });
    await site.cluster.import();
    expect((await site.cluster.stored()).files).toContain(sha256(large));
  },
);
