import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { image } from '../support/factories/images.js';
import { needsTools } from '../support/tools.js';
import { sha256 } from './mirror.js';
import { MirrorSite, PRODUCTS, TRUSTY_KERNEL } from './mirrored-cluster.js';

const test = needsTools('gpg');
const site = new MirrorSite();

test('import of an unchanged mirror fetches nothing, and keeps everything', async () => {
  await using cluster = await site.makeCluster();
  await cluster.import();
  const before = [await cluster.stored(), await cluster.database.prisma.bootImage.findMany()];
  site.mirror.requests.length = 0;
  expect(await cluster.import()).toMatchObject({ changed: false, images: 5 });
  expect(site.mirror.downloads()).toEqual([]);
  expect([await cluster.stored(), await cluster.database.prisma.bootImage.findMany()]).toEqual(before);
});

test('import of a changed file fetches it alone, and removes the old one', async () => {
  await using cluster = await site.makeCluster();
  await cluster.import();
  const before = await cluster.stored();
  const changed = PRODUCTS.map((product) =>
    product.subarch ? { ...product, files: { ...product.files, 'boot-kernel': 'a new kernel' } } : product,
  );
  await site.mirror.publish(changed);
  expect(await cluster.import()).toMatchObject({ changed: true });
  expect(site.mirror.downloads()).toEqual([TRUSTY_KERNEL]);
  const after = await cluster.stored();
  expect(after.snapshots).not.toEqual(before.snapshots);
  expect([after.snapshots.length, after.files.length]).toEqual([1, before.files.length]);
  const tree = await cluster.tree();
  for (const subarch of ['generic', 'hwe-t']) {
    expect(tree[`ubuntu/amd64/${subarch}/trusty/release/boot-kernel`]).toBe('a new kernel');
  }
});

test('import removes images that are not selected any more, but not those that the cluster reported', async () => {
  await using cluster = await site.makeCluster({ release: 'trusty' }, { release: 'precise' });
  const nodegroupId = cluster.id;
  await cluster.database.prisma.bootImage.createMany({
    data: ['install', 'local'].map((purpose) => ({ nodegroupId, ...image({ release: 'precise', purpose }) })),
  });
  await cluster.import();
  const kept = (await cluster.images()).filter((image) => image.includes('trusty'));
  await site.select(cluster, { release: 'trusty' });
  await cluster.import();
  expect(await cluster.images()).toEqual([
    'amd64/generic/precise/release install',
    'amd64/generic/precise/release local',
    ...kept,
  ]);
  expect(Object.keys(await cluster.tree()).filter((name) => name.includes('precise'))).toEqual([]);
  expect((await cluster.stored()).files).not.toContain(sha256(Buffer.from('precise root')));
});

test('import after one that was killed removes its unfinished tree', async () => {
  await using cluster = await site.makeCluster();
  await cluster.import();
  const { snapshots } = await cluster.stored();
  const folder = path.join(cluster.imagesDir, 'clusters/master');
  for (const name of ['.incoming/ubuntu', 'snapshot-1/ubuntu']) {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, 'boot-kernel'), 'half');
  }
  await symlink('snapshot-1', path.join(folder, '.next'));
  await site.mirror.publish(PRODUCTS.slice(0, 2));
  await cluster.import();
  const after = await cluster.stored();
  expect([after.snapshots.length, after.snapshots]).toEqual([
    1,
    expect.not.arrayContaining([...snapshots, 'snapshot-1']),
  ]);
});

test('import into a tree with missing files repairs it', async () => {
  await using cluster = await site.makeCluster();
  await cluster.import();
  const tree = await cluster.tree();
  await rm(path.join(cluster.imagesDir, 'clusters/master/current/ubuntu/i386'), { recursive: true });
  expect(await cluster.import()).toMatchObject({ changed: true });
  expect(await cluster.tree()).toEqual(tree);
});
