import { beforeEach, expect, test } from 'vitest';
import { IMPORT_IMAGES } from '../../../src/jobs/task.js';
import { makeCluster } from '../../support/factories/clusters.js';
import { queuedJobs } from '../../support/jobs.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
beforeEach(() => region.database.pool.query('DELETE FROM graphile_worker._private_jobs'));

const importAll = (as: As = 'admin') => region.post(as, 'nodegroups/', { op: 'import_boot_images' });
const queued = async () => (await queuedJobs(region.database, IMPORT_IMAGES)).map(({ uuid }) => uuid);

test('import_boot_images of all clusters queues a job for each accepted one', async () => {
  const accepted = await makeCluster(region, 'accepted');
  await makeCluster(region, 'pending');
  await makeCluster(region, 'rejected');
  expect((await importAll()).status).toBe(200);
  expect(new Set(await queued())).toEqual(new Set([region.worker.uuid, accepted.uuid]));
});

test('import_boot_images of all clusters that is repeated queues no second jobs', async () => {
  (await importAll()).ok();
  const jobs = await queued();
  (await importAll()).ok();
  expect(await queued()).toEqual(jobs);
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 400],
] as const)('import_boot_images of all clusters by %s is %i, and queues nothing', async (as, status) => {
  expect((await importAll(as)).status).toBe(status);
  expect(await queued()).toEqual([]);
});
