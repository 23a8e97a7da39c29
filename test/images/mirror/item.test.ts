import { expect } from 'vitest';
import { needsTools } from '../../support/tools.js';
import { IMAGES, IncompleteSite, importPassingOver, listEvents, NAME, OLD } from '../incomplete-site.js';
import { INDEX, type Item, PRODUCTS } from '../mirror.js';

const test = needsTools('gpg');
const site = new IncompleteSite();

const without = (change: (item: Item) => object) => (item: Item) =>
  item.path.includes('20140501') && item.ftype === 'boot-kernel' ? change(item) : item;

test.each([
  ['another checksum', ({ sha256, ...item }: Item) => ({ ...item, sha512: sha256 }), 'no sha256, only sha512'],
  [
    'two other checksums',
    ({ sha256, ...item }: Item) => ({ ...item, sha512: sha256, md5: 'x' }),
    'no sha256, only md5 and sha512',
  ],
  ['no checksum', ({ sha256: _, ...item }: Item) => item, 'no sha256'],
  ['an empty checksum', (item: Item) => ({ ...item, sha256: '' }), 'no sha256'],
  ['no size', ({ size: _, ...item }: Item) => item, 'no size'],
  ['a size of null', (item: Item) => ({ ...item, size: null }), 'no size'],
  ['a checksum that is too short', (item: Item) => ({ ...item, sha256: 'abc' }), 'no usable sha256: it is no SHA-256'],
  ['a path above the mirror', (item: Item) => ({ ...item, path: '../x' }), 'no usable path: it leaves the mirror'],
  ['neither', ({ ftype, path }: Item) => ({ ftype, path }), 'no sha256, and no size'],
])('import of an item with %s passes its version over, and names what it lacks', async (_what, change, lack) => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([OLD, { ...OLD, version: '20140501' }], without(change));
  expect(await importPassingOver(cluster)).toEqual([
    `${NAME} 20140501: no kernel with its initrd, only boot-initrd, squashfs; boot-kernel has ${lack}`,
  ]);
  expect([await cluster.images(), await listEvents(cluster)]).toEqual([IMAGES, []]);
});

test('import of an item without a checksum names it, also if no node needs it to boot', async () => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([OLD], (item) => (item.ftype === 'squashfs' ? { ...item, sha256: undefined } : item));
  expect(await importPassingOver(cluster)).toEqual([`${NAME} 20140416: squashfs has no sha256`]);
});

test('import of an item that is listed twice takes the first, and names the other', async () => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([OLD], (item) => (item.ftype === 'squashfs' ? { ...item, ftype: 'boot-initrd' } : item));
  expect(await importPassingOver(cluster)).toEqual([
    `${NAME} 20140416: boot-initrd is listed twice, trusty/amd64/20140416/generic/squashfs is not used`,
  ]);
});

test('import of an item that is not a file of a boot image names the tags that it lacks', async () => {
  await using cluster = await site.makeCluster();
  const loader = { bootloader: { versions: { 1: { items: { a: { ftype: 'archive.tar.xz', path: 'a' } } } } } };
  const document = JSON.parse(String(site.mirror.files.get(PRODUCTS.replace('.sjson', '.json'))));
  await site.mirror.put(PRODUCTS, { ...document, products: { ...document.products, ...loader } });
  expect(await importPassingOver(cluster)).toEqual(['bootloader: not a boot image, without release, arch']);
  expect(await cluster.images()).toEqual(IMAGES);
});

test('import of an item that is not selected does not name it', async () => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([OLD, { ...OLD, release: 'precise', files: { manifest: 'packages' } }]);
  await cluster.source({ url: site.mirror.url, keyring: site.mirror.keyring, selections: [{ release: 'trusty' }] });
  expect(await importPassingOver(cluster)).toEqual([]);
});

test('import of an item without a subarchitecture names it', async () => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([OLD], (item) => (item.ftype === 'squashfs' ? { ...item, subarches: ' ,' } : item));
  expect(await importPassingOver(cluster)).toEqual([`${NAME}: not a boot image, without subarches`]);
});

test('import of odd parts of a mirror names them, and takes the others', async () => {
  await using cluster = await site.makeCluster();
  const document = JSON.parse(String(site.mirror.files.get(PRODUCTS.replace('.sjson', '.json'))));
  const { [NAME]: good } = document.products;
  const versions = {
    ...good.versions,
    20140501: null,
    20140502: { items: { one: 'text' } },
    20140503: { items: null },
  };
  const products = { list: [], text: 'x', [NAME]: { ...good, versions } };
  await site.mirror.put(PRODUCTS, { ...document, products });
  await site.mirror.put(INDEX, { format: 'index:1.0', index: { odd: null, pathless: {}, test: { path: PRODUCTS } } });
  expect(await importPassingOver(cluster)).toEqual([
    'odd: it is not an entry with a path',
    'pathless: it is not an entry with a path',
    'list: it is not a product with versions',
    'text: it is not a product with versions',
    `${NAME} 20140501: it is not a version with items`,
    `${NAME} 20140502: its item one has no tags`,
    `${NAME} 20140503: no items`,
    `${NAME} 20140502: no items`,
  ]);
  expect(await cluster.images()).toEqual(IMAGES);
});
