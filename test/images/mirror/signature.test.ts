import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { needsTools } from '../../support/tools.js';
import { ImportSite, NEW } from '../import-site.js';
import { INDEX, PRODUCTS } from '../mirror.js';

const test = needsTools('gpg');
const site = new ImportSite();

test.each([INDEX, PRODUCTS])('import with a changed %s is refused before any file is fetched', async (name) => {
  site.mirror.files.set(
    name,
    Buffer.from(String(site.mirror.files.get(name)).replace('products:1.0', 'products:1.0 ')),
  );
  await site.expectFailure(site.mirror.url, /^The signature of .* is not valid/);
  expect(site.mirror.downloads()).toEqual([]);
});

test('import ignores text around the signed one', async () => {
  const forged = String(site.mirror.files.get(PRODUCTS)).replace(/^/, '{"format": "products:1.0", "products": {}}\n');
  site.mirror.files.set(PRODUCTS, Buffer.from(forged));
  await site.expectNew();
});

test('import of metadata that an unknown key signed is refused', async () => {
  await site.cluster.source({ url: site.mirror.url, keyring: site.stranger.keyring });
  await site.expectFailure(site.mirror.url, /^The signature of .* is not valid/);
});

test('import of metadata without a signature is refused, also if only the products have none', async () => {
  await site.mirror.put(INDEX.replace('.sjson', '.json'), {
    format: 'index:1.0',
    index: { test: { format: 'products:1.0', path: PRODUCTS } },
  });
  const unsigned = site.mirror.files.get(INDEX.replace('.sjson', '.json')) ?? Buffer.of();
  site.mirror.files.set(INDEX, unsigned);
  await site.expectFailure(site.mirror.url, /^The signature of .* is not valid/);
  await site.mirror.put(INDEX, {
    format: 'index:1.0',
    index: { test: { format: 'products:1.0', path: PRODUCTS.replace('.sjson', '.json') } },
  });
  await site.expectFailure(site.mirror.url, /^The signature of .* is not valid/);
});

test('import from a source that names an index without signature takes it', async () => {
  await site.cluster.source({ url: `${site.mirror.url}streams/v1/index.json`, keyringFilename: '/nowhere.gpg' });
  await site.expectNew();
});

test('import from an index without signature verifies the products that are signed', async () => {
  const index = { format: 'index:1.0', index: { test: { format: 'products:1.0', path: PRODUCTS } } };
  await site.mirror.put(INDEX.replace('.sjson', '.json'), index);
  const url = `${site.mirror.url}streams/v1/index.json`;
  await site.cluster.source({ url, keyring: site.stranger.keyring });
  await site.expectFailure(url, /^The signature of .* is not valid/);
});

test('import from a mirror whose clock is an hour ahead takes its metadata', async () => {
  site.mirror.signer.aheadSeconds = 3_600;
  await site.mirror.publish(NEW);
  site.mirror.signer.aheadSeconds = 0;
  await site.expectNew();
});

test('import with the keyring in a file reads it', async () => {
  const file = path.join(site.cluster.imagesDir, 'keyring.gpg');
  await writeFile(file, site.mirror.keyring);
  await site.cluster.source({ url: site.mirror.url, keyringFilename: file });
  await site.expectNew();
});

test.each([
  ['/nowhere/keyring.gpg', /^The keyring \/nowhere\/keyring\.gpg cannot be read on the region controller \(ENOENT\)/],
  ['/dev/zero', /is no keyring/],
  [import.meta.filename, /holds no OpenPGP public key/],
])('import with the keyring %s is refused and says why', async (keyringFilename, message) => {
  await site.cluster.source({ url: site.mirror.url, keyringFilename });
  await site.expectFailure(site.mirror.url, message);
});
