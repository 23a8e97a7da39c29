import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { IMPORT_IMAGES } from '../../src/jobs/task.js';
import { registerCluster } from '../../src/model/clusters/registration/register-cluster.js';
import { eventually } from '../support/eventually.js';
import { queuedJobs } from '../support/jobs.js';
import { needsTools } from '../support/tools.js';
import type { ImportingCluster } from './cluster.js';
import { MirrorSite, TRUSTY_KERNEL } from './mirrored-cluster.js';

const test = needsTools('gpg');
const site = new MirrorSite();

const uuid = 'a9cfb6b0-0000-4000-8000-000000000009';
const register = (cluster: ImportingCluster) =>
  cluster.database.transaction((tx) =>
    registerCluster(tx, { uuid, name: '', clusterName: '', interfaces: [], isLocal: false }),
  );

test('import after the cluster got another uuid moves its images there, also if another cluster imported before', async () => {
  await using cluster = await site.makeCluster();
  const other = await cluster.beside('other');
  await site.select(other, { release: 'precise' });
  await cluster.import();
  const [tree, images] = [await cluster.tree(), await cluster.images()];
  await register(cluster);
  expect(await queuedJobs(cluster.database, IMPORT_IMAGES)).toEqual([{ uuid }]);
  site.mirror.requests.length = 0;
  await other.import();
  await cluster.import({ uuid });
  expect(site.mirror.downloads()).toEqual([]);
  expect([await cluster.tree(uuid), await cluster.images()]).toEqual([tree, images]);
  expect((await readdir(path.join(cluster.imagesDir, 'clusters'))).sort()).toEqual([uuid, 'other']);
});

test('import after the cluster got another uuid during an import moves its images there', async () => {
  await using cluster = await site.makeCluster({ release: 'trusty' });
  let answer = () => {};
  site.mirror.odd.set(TRUSTY_KERNEL, (_request, response) => {
    answer = () => response.end(site.mirror.files.get(TRUSTY_KERNEL));
  });
  const importing = cluster.import();
  await eventually(async () => expect((await cluster.stored()).files).toHaveLength(4));
  await register(cluster);
  expect(await queuedJobs(cluster.database, IMPORT_IMAGES)).toEqual([]);
  answer();
  await importing;
  expect(await queuedJobs(cluster.database, IMPORT_IMAGES)).toEqual([{ uuid }]);
  site.mirror.requests.length = 0;
  await cluster.import({ uuid });
  expect(site.mirror.downloads()).toEqual([]);
});
