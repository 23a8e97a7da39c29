import { expect } from 'vitest';
import { needsTools } from '../../support/tools.js';
import { BOOT, IMAGES, IncompleteSite, importPassingOver, listEvents, NAME, OLD } from '../incomplete-site.js';
import { PRODUCTS, type Product } from '../mirror.js';

const test = needsTools('gpg');
const site = new IncompleteSite();

test('import takes the newest version that can boot, and names the newer ones', async () => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([
    OLD,
    { ...OLD, version: '20140501', files: { ...BOOT, 'boot-kernel': 'better', squashfs: 'root' } },
    { ...OLD, version: '20140502', files: { 'boot-kernel': 'alone' } },
    { ...OLD, version: '20140503', files: { squashfs: 'alone' } },
    { ...OLD, version: '20140504', files: { manifest: 'packages' } },
    { ...OLD, version: '20140505', files: {} },
  ]);
  expect(await importPassingOver(cluster)).toEqual([
    `${NAME} 20140505: no items`,
    `${NAME} 20140504: no kernel with its initrd, only manifest`,
    `${NAME} 20140503: no kernel with its initrd, only squashfs`,
    `${NAME} 20140502: no kernel with its initrd, only boot-kernel`,
  ]);
  expect(await cluster.images()).toEqual(IMAGES);
  expect(await cluster.tree()).toMatchObject({ 'ubuntu/amd64/generic/trusty/release/boot-kernel': 'better' });
  expect(site.mirror.downloads().filter((name) => /2014050[2-5]/.test(name))).toEqual([]);
  expect(await listEvents(cluster)).toEqual([]);
});

test('import compares the numbers of versions by their value', async () => {
  await using cluster = await site.makeCluster();
  const of = (version: string): Product => ({ ...OLD, version, files: { ...BOOT, 'boot-kernel': version } });
  await site.mirror.publish([of('20140416.9'), of('20140416.10')]);
  await cluster.import();
  expect(await cluster.tree()).toMatchObject({ 'ubuntu/amd64/generic/trusty/release/boot-kernel': '20140416.10' });
});

test('import of versions without a kernel takes the newest root file system', async () => {
  await using cluster = await site.makeCluster();
  await site.mirror.publish([
    { ...OLD, files: { squashfs: 'root' } },
    { ...OLD, version: '20140501', files: { manifest: 'packages' } },
  ]);
  expect(await importPassingOver(cluster)).toEqual([`${NAME} 20140501: no kernel with its initrd, only manifest`]);
  expect(await cluster.images()).toEqual(['amd64/generic/trusty/release xinstall']);
});

test('import of products without versions or items names those that are selected', async () => {
  await using cluster = await site.makeCluster();
  const empty: Product = { ...OLD, version: '20140501', files: {} };
  await site.mirror.publish([OLD, empty, { ...empty, release: 'precise' }]);
  const document = JSON.parse(String(site.mirror.files.get(PRODUCTS.replace('.sjson', '.json'))));
  const tags = { arch: 'arm64', versions: {} };
  const without = { one: { ...tags, release: 'trusty' }, two: { ...tags, release: 'precise' } };
  await site.mirror.put(PRODUCTS, { ...document, products: { ...document.products, ...without } });
  const { url, keyring } = site.mirror;
  await cluster.source({ url, keyring, selections: [{ release: 'trusty' }] });
  expect(await importPassingOver(cluster)).toEqual([`${NAME} 20140501: no items`, 'one: no versions']);
});
