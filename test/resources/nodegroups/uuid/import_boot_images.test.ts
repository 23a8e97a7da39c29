import { beforeEach, expect, test } from 'vitest';
import { defineHandler, IMPORT_IMAGES } from '../../../../src/jobs/task.js';
import { performing } from '../../../jobs/support.js';
import { eventually } from '../../../support/eventually.js';
import { makeCluster } from '../../../support/factories/clusters.js';
import { queuedJobs } from '../../../support/jobs.js';
import { type As, useRegion } from '../../../support/region.js';

const region = useRegion();
beforeEach(() => region.database.pool.query('DELETE FROM graphile_worker._private_jobs'));

const startImport = (path: string, as: As = 'admin') => region.post(as, path, { op: 'import_boot_images' });
const queued = async () => (await queuedJobs(region.database, IMPORT_IMAGES)).map(({ uuid }) => uuid);

test('import_boot_images of a cluster queues a job for it, also if it is pending', async () => {
  const cluster = await makeCluster(region, 'pending');
  expect((await startImport(cluster.path)).status).toBe(200);
  expect(await queued()).toEqual([cluster.uuid]);
});

test('import_boot_images of a cluster that is repeated, also with all clusters, queues no second job', async () => {
  const { uuid, path } = await makeCluster(region);
  for (const to of [path, path, 'nodegroups/', 'nodegroups/']) (await startImport(to)).ok();
  expect((await queued()).filter((one) => one === uuid)).toEqual([uuid]);
});

/** Performs imports, of which none ends before it is told to. */
function heldImports() {
  const begun: string[] = [];
  const held: (() => void)[] = [];
  const importing = defineHandler(IMPORT_IMAGES, ({ uuid }) => {
    begun.push(uuid);
    return new Promise<void>((resolve) => held.push(resolve));
  });
  const release = () => {
    for (const resolve of held.splice(0)) resolve();
  };
  return { begun, importing, release };
}

test('import_boot_images of a cluster runs after its earlier import, and beside those of others', async () => {
  const [one, two] = [await makeCluster(region), await makeCluster(region)];
  const { begun, importing, release } = heldImports();
  await using _jobs = await performing(region.database, [importing]);
  (await startImport(one.path)).ok();
  await eventually(() => expect(begun).toEqual([one.uuid]));
  for (let time = 0; time < 3; time += 1) (await startImport(one.path)).ok();
  // Queued last, so that the others would have begun before it.
  (await startImport(two.path)).ok();
  await eventually(() => expect(begun).toEqual([one.uuid, two.uuid]));
  release();
  await eventually(() => expect(begun).toEqual([one.uuid, two.uuid, one.uuid]));
  release();
  await eventually(async () => expect(await queued()).toEqual([]));
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 401],
] as const)('import_boot_images of a cluster by %s is %i, and queues nothing', async (as, status) => {
  const { path } = await makeCluster(region);
  expect((await startImport(path, as)).status).toBe(status);
  expect(await queued()).toEqual([]);
});

test('import_boot_images of an unknown cluster is 404', async () => {
  expect((await startImport('nodegroups/unknown/')).status).toBe(404);
});
