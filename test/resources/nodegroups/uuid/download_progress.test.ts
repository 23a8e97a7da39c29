import { expect, test } from 'vitest';
import { downloadsOf, makeCluster, masterPath } from '../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../support/region.js';

const region = useRegion();
const progress = (as: As, path = masterPath(region)) => region.get(as, path, { op: 'download_progress' });

test('download_progress has the mean rate from the beginning to the last report', async () => {
  const cluster = await makeCluster(region);
  const form = { op: 'report_download_progress', filename: 'f' };
  (await region.post(cluster.key, cluster.path, { ...form, size: 8_000_000_000 })).ok();
  await region.database.pool.query("UPDATE downloads SET created = now() - interval '100 seconds'");
  (await region.post(cluster.key, cluster.path, { ...form, bytes_downloaded: 5_000_000_000 })).ok();
  const [download] = await downloadsOf(region, cluster);
  expect(download).toMatchObject({ size: 8_000_000_000, bytes_downloaded: 5_000_000_000, percent: 62.5 });
  expect(download?.bytes_per_second).toBeGreaterThan(45_000_000);
  expect(download?.bytes_per_second).toBeLessThanOrEqual(50_000_000);
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 401],
] as const)('download_progress by %s is %i', async (as, status) => {
  expect((await progress(as)).status).toBe(status);
});

test('download_progress of an unknown cluster is 404', async () => {
  expect((await progress('admin', 'nodegroups/unknown/')).status).toBe(404);
});
