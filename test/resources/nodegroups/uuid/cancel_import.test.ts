import { expect, test } from 'vitest';
import { IMPORT_IMAGES } from '../../../../src/jobs/task.js';
import { watchCancellation } from '../../../../src/model/images/cancel-import.js';
import { eventually } from '../../../support/eventually.js';
import { makeCluster } from '../../../support/factories/clusters.js';
import { queuedJobs } from '../../../support/jobs.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('cancel_import ends the import that runs, and none that begins later', async () => {
  const { path, uuid } = await makeCluster(region, 'accepted');
  const { id } = await region.database.prisma.nodegroup.findUniqueOrThrow({ where: { uuid } });
  await using running = await watchCancellation(region.database, id);
  (await region.post('admin', path, { op: 'cancel_import' })).ok();
  await using later = await watchCancellation(region.database, id);
  await eventually(() => expect(running.signal.aborted).toBe(true));
  expect(running.signal.reason).toMatchObject({ message: 'The import was cancelled.' });
  expect(later.signal.aborted).toBe(false);
});

test('cancel_import removes the import that waits', async () => {
  const { path } = await makeCluster(region, 'accepted');
  await region.database.pool.query('DELETE FROM graphile_worker._private_jobs');
  (await region.post('admin', path, { op: 'import_boot_images' })).ok();
  expect(await queuedJobs(region.database, IMPORT_IMAGES)).toHaveLength(1);
  (await region.post('admin', path, { op: 'cancel_import' })).ok();
  expect(await queuedJobs(region.database, IMPORT_IMAGES)).toEqual([]);
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 401],
] as const)('cancel_import by %s is %i', async (as, status) => {
  const { path } = await makeCluster(region, 'accepted');
  expect((await region.post(as, path, { op: 'cancel_import' })).status).toBe(status);
});

test('cancel_import of an unknown cluster is 404', async () => {
  expect((await region.post('admin', 'nodegroups/unknown/', { op: 'cancel_import' })).status).toBe(404);
});
