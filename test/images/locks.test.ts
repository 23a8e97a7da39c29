import path from 'node:path';
import { expect } from 'vitest';
import { eventually } from '../support/eventually.js';
import { needsTools } from '../support/tools.js';
import { MirrorSite, TRUSTY_KERNEL } from './mirrored-cluster.js';

const test = needsTools('gpg');
const site = new MirrorSite();

test('import during another one for the cluster is refused', async () => {
  await using cluster = await site.makeCluster();
  const results = await Promise.allSettled([cluster.import(), cluster.import()]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { message: 'An import for this cluster is running already.' },
  });
});

test('import by two clusters at once fetches every file once, and both have their trees', async () => {
  await using cluster = await site.makeCluster();
  const other = await cluster.beside('a9cfb6b0-0000-4000-8000-000000000009');
  await other.source(site.mirror);
  await Promise.all([cluster.import(), other.import()]);
  expect(new Set(site.mirror.downloads()).size).toBe(site.mirror.downloads().length);
  expect(await other.tree()).toEqual(await cluster.tree());
  expect(await other.images()).toEqual(await cluster.images());
});

test('import that needs files no more keeps those of another cluster', async () => {
  await using cluster = await site.makeCluster();
  const other = await cluster.beside('other');
  await other.source(site.mirror);
  await other.import();
  await cluster.import();
  const [tree, images, { files }] = [await other.tree(), await other.images(), await other.stored()];
  await site.select(cluster, { release: 'precise' });
  await cluster.import();
  expect([await other.tree(), await other.images(), (await other.stored()).files]).toEqual([tree, images, files]);
  expect(await cluster.images()).not.toEqual(images);
});

test('import keeps files that another import has not linked yet', async () => {
  await using cluster = await site.makeCluster({ release: 'precise' });
  const other = await cluster.beside('other');
  await site.select(other, { release: 'trusty' });
  let answer = () => {};
  site.mirror.odd.set(TRUSTY_KERNEL, (_request, response) => {
    answer = () => response.end(site.mirror.files.get(TRUSTY_KERNEL));
  });
  const importing = other.import();
  await eventually(async () => expect((await other.stored()).files).toHaveLength(4));
  await cluster.import();
  answer();
  await importing;
  expect(site.mirror.downloads().filter((name) => name.startsWith('trusty'))).toHaveLength(5);
  expect((await other.stored()).files).toHaveLength(10);
});

test('import for a cluster with a hostile uuid stays within its folder', async () => {
  await using cluster = await site.makeCluster();
  const other = await cluster.beside('../../escape');
  await other.source(site.mirror);
  const { folder } = await other.import();
  expect(path.relative(cluster.imagesDir, folder)).toMatch(/^clusters\/_[0-9a-f]{64}\/current$/);
});
