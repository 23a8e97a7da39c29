import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { needsTools } from '../support/tools.js';
import { Mirror, sha256 } from './mirror.js';
import { below, boot, MirrorSite } from './mirrored-cluster.js';

const test = needsTools('gpg');
const site = new MirrorSite();

test('import makes a tree of every image, and registers each with the purposes that it has files for', async () => {
  await using cluster = await site.makeCluster();
  const result = await cluster.import();
  expect(result).toEqual({
    images: 5,
    changed: true,
    folder: path.join(cluster.imagesDir, 'clusters/master/current'),
  });
  const trusty = { ...boot('trusty/amd64'), squashfs: 'trusty root' };
  expect(await cluster.tree()).toEqual({
    ...below('ubuntu/amd64/generic/precise/release', { ...boot('precise/amd64'), 'root-tgz': 'precise root' }),
    ...below('ubuntu/amd64/generic/trusty/release', trusty),
    ...below('ubuntu/amd64/hwe-t/trusty/release', trusty),
    ...below('ubuntu/i386/generic/precise/release', boot('precise/i386')),
    ...below('ubuntu/i386/generic/trusty/release', boot('trusty/i386')),
  });
  expect(await cluster.images()).toEqual([
    'amd64/generic/precise/release commissioning',
    'amd64/generic/precise/release install',
    'amd64/generic/precise/release xinstall',
    'amd64/generic/trusty/release commissioning',
    'amd64/generic/trusty/release install',
    'amd64/generic/trusty/release xinstall',
    'amd64/hwe-t/trusty/release commissioning',
    'amd64/hwe-t/trusty/release install',
    'amd64/hwe-t/trusty/release xinstall',
    'i386/generic/precise/release commissioning',
    'i386/generic/precise/release install',
    'i386/generic/trusty/release commissioning',
    'i386/generic/trusty/release install',
  ]);
  const [row] = await cluster.database.prisma.bootImage.findMany({ where: { subarchitecture: 'hwe-t' } });
  expect(row).toMatchObject({ osystem: 'ubuntu', supportedSubarches: 'generic,hwe-t', origin: 'import' });
});

test('import fetches a file of several subarchitectures once, and stores it under its hash', async () => {
  await using cluster = await site.makeCluster();
  await cluster.import();
  expect(site.mirror.downloads().sort()).toEqual(
    [...site.mirror.files.keys()].filter((name) => !/^streams/.test(name)).sort(),
  );
  const { files, partial, snapshots } = await cluster.stored();
  expect(files).toEqual(
    site.mirror
      .downloads()
      .map((name) => sha256(site.mirror.files.get(name) ?? Buffer.of()))
      .sort(),
  );
  expect([partial, snapshots.length]).toEqual([[], 1]);
});

test('import leaves a finished download record of every file', async () => {
  await using cluster = await site.makeCluster({ release: 'trusty', arches: ['i386'] });
  await cluster.import();
  expect(await cluster.records()).toEqual([
    ['trusty/i386/20140416/generic/boot-initrd', 21n, 21n, ''],
    ['trusty/i386/20140416/generic/boot-kernel', 21n, 21n, ''],
  ]);
});

test.each([
  ['release', { release: 'precise' }, ['amd64/generic/precise', 'i386/generic/precise']],
  ['architecture', { arches: ['i386'] }, ['i386/generic/precise', 'i386/generic/trusty']],
  ['subarchitecture', { subarches: ['hwe-t'] }, ['amd64/hwe-t/trusty']],
  ['label', { labels: ['release'], release: 'trusty', arches: ['i386'] }, ['i386/generic/trusty']],
])('import with a selection by %s fetches that only', async (_what, selection, expected) => {
  await using cluster = await site.makeCluster(selection);
  await cluster.import();
  const images = (await cluster.images()).map((text) => text.replace(/\/release .*/, ''));
  expect([...new Set(images)]).toEqual(expected);
});

test('import of a compressed root image unpacks it', async () => {
  const files = { ...boot('trusty'), 'root-image.gz': gzipSync('an ext4 image') };
  await site.mirror.publish([{ release: 'trusty', arch: 'amd64', files }]);
  await using cluster = await site.makeCluster();
  await cluster.import();
  expect(await cluster.tree()).toMatchObject({ 'ubuntu/amd64/generic/trusty/release/root-image': 'an ext4 image' });
  expect(await cluster.images()).toContain('amd64/generic/trusty/release xinstall');
});

test('import of a product with several versions takes the newest', async () => {
  const versions = ['20140301', '20140416', '20140402'];
  await site.mirror.publish(
    versions.map((version) => ({ release: 'trusty', arch: 'amd64', version, files: { 'root-tgz': version } })),
  );
  await using cluster = await site.makeCluster();
  await cluster.import();
  expect(await cluster.tree()).toEqual({ 'ubuntu/amd64/generic/trusty/release/root-tgz': '20140416' });
  expect(site.mirror.downloads()).toHaveLength(1);
});

test('import of a product from two sources takes it from the first', async () => {
  await using other = await Mirror.start();
  await other.publish([{ release: 'trusty', arch: 'i386', files: boot('other') }]);
  await using cluster = await site.makeCluster({ release: 'trusty', arches: ['i386'] });
  await cluster.addSource(other);
  await cluster.import();
  expect(await cluster.tree()).toEqual(below('ubuntu/i386/generic/trusty/release', boot('trusty/i386')));
  expect(other.downloads()).toEqual([]);
});

test('import writes the products of the tree into maas.meta', async () => {
  await using cluster = await site.makeCluster({ arches: ['i386'], release: 'trusty' });
  const { folder } = await cluster.import();
  expect(await readdir(folder)).toEqual(['maas.meta', 'ubuntu']);
  const meta = JSON.parse(await readFile(path.join(folder, 'maas.meta'), 'utf8'));
  expect(meta.images).toMatchObject([{ product: 'test:trusty:i386:generic', version: '20140416' }]);
});

test('import that is turned off is recorded, and fetches nothing', async () => {
  await using cluster = await site.makeCluster();
  await expect(cluster.import({ off: true })).rejects.toThrow('IMAGE_IMPORT=off');
  expect(site.mirror.requests).toEqual([]);
  expect(await cluster.records()).toEqual([['import', null, null, expect.stringContaining('turned off')]]);
  await cluster.import();
  expect(JSON.stringify((await cluster.records()).map(String))).not.toContain('turned off');
});
