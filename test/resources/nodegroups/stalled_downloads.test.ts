import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeCluster, type TestCluster } from '../../support/factories/clusters.js';
import { type As, useRegion } from '../../support/region.js';

const Stalled = z.strictObject({
  uuid: z.string(),
  filename: z.string(),
  error: z.string(),
  updated: z.iso.datetime(),
});

const region = useRegion();
const stalled = (as: As) => region.get(as, 'nodegroups/', { op: 'stalled_downloads' });

async function report({ path, key }: TestCluster, filename: string, more: Record<string, string | number> = {}) {
  (await region.post(key, path, { op: 'report_download_progress', filename, ...more })).ok();
}

/** Makes it as if the last reports of all downloads were minutes ago. */
async function passMinutes(minutes: number): Promise<void> {
  const text = "UPDATE downloads SET updated = updated - $1::int * interval '1 minute'";
  await region.database.pool.query(text, [minutes]);
}

test('stalled_downloads lists failed and silent downloads of accepted clusters', async () => {
  const [one, other] = [await makeCluster(region), await makeCluster(region)];
  for (const filename of ['failed', 'done', 'silent', 'unknown size']) await report(one, filename, { size: 10 });
  await report(one, 'failed', { bytes_downloaded: 5, error: 'The disk is full.' });
  await report(one, 'done', { bytes_downloaded: 10 });
  await report(one, 'silent', { bytes_downloaded: 5 });
  await report(other, 'no size');
  await passMinutes(16);
  await report(other, 'running', { size: 10 });
  const rejected = await makeCluster(region);
  await report(rejected, 'failed', { error: 'The disk is full.' });
  (await region.post('admin', 'nodegroups/', { op: 'reject', uuid: rejected.uuid })).ok();
  const downloads = (await stalled('admin')).as(Stalled.array());
  const shown = downloads.map(({ uuid, filename, error }) => [uuid, filename, error]);
  expect(new Set(shown)).toEqual(
    new Set([
      [one.uuid, 'failed', 'The disk is full.'],
      [one.uuid, 'silent', ''],
      [one.uuid, 'unknown size', ''],
      [other.uuid, 'no size', ''],
    ]),
  );
});

test('stalled_downloads passes over a download that a later attempt at the file replaced', async () => {
  const cluster = await makeCluster(region);
  await report(cluster, 'again', { error: 'The mirror is down.' });
  expect((await stalled('admin')).text).toContain('again');
  await report(cluster, 'again');
  expect((await stalled('admin')).text).not.toContain('again');
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 400],
] as const)('stalled_downloads by %s is %i', async (as, status) => {
  expect((await stalled(as)).status).toBe(status);
});
