import { beforeEach, expect, test } from 'vitest';
import { handler, IMPORT_IMAGES } from '../../../src/jobs/task.js';
import { performing } from '../../jobs/support.js';
import { eventually } from '../../support/eventually.js';
import { makeCluster } from '../../support/factories/clusters.js';
import { queuedJobs } from '../../support/jobs.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
beforeEach(() => region.database.pool.query('DELETE FROM graphile_worker._private_jobs'));

const startImport = (path: string, as: As = 'admin') => region.post(as, path, { op: 'import_boot_images' });
const queued = async () => (await queuedJobs(region.database, IMPORT_IMAGES)).map(({ uuid }) => uuid);

test('an import of one cluster is a job', async () => {
  const cluster = await makeCluster(region, 'pending');
  expect((await startImport(cluster.path)).status).toBe(200);
  expect(await queued()).toEqual([cluster.uuid]);
});

test('an import of all is a job for each accepted cluster', async () => {
  const accepted = await makeCluster(region);
  const pending = await makeCluster(region, 'pending');
  const rejected = await makeCluster(region);
  (await region.post('admin', 'nodegroups/', { op: 'reject', uuid: rejected.uuid })).ok();
  expect((await startImport('nodegroups/')).status).toBe(200);
  const uuids = await queued();
  expect(uuids).toEqual(expect.arrayContaining([region.worker.uuid, accepted.uuid]));
  expect(uuids).not.toContain(pending.uuid);
  expect(uuids).not.toContain(rejected.uuid);
});

test('an import that waits is not asked for twice', async () => {
  const { uuid, path } = await makeCluster(region);
  for (const to of [path, path, 'nodegroups/', 'nodegroups/']) (await startImport(to)).ok();
  expect((await queued()).filter((one) => one === uuid)).toEqual([uuid]);
});

/** Performs imports, of which none ends before it is told to. */
function heldImports() {
  const begun: string[] = [];
  const held: (() => void)[] = [];
  const importing = handler(IMPORT_IMAGES, ({ uuid }) => {
    begun.push(uuid);
    return new Promise<void>((resolve) => held.push(resolve));
  });
  const release = () => {
    for (const resolve of held.splice(0)) resolve();
  };
  return { begun, importing, release };
}

test('imports of one cluster run one after the other, those of several at once', async () => {
  const [one, two] = [await makeCluster(region), await makeCluster(region)];
  const { begun, importing, release } = heldImports();
  await using _jobs = await performing(region.database, [importing]);
  (await startImport(one.path)).ok();
  await eventually(() => expect(begun).toEqual([one.uuid]));
  for (let time = 0; time < 3; time += 1) (await startImport(one.path)).ok();
  // Asked for later, so that the others would have begun before it.
  (await startImport(two.path)).ok();
  await eventually(() => expect(begun).toEqual([one.uuid, two.uuid]));
  release();
  await eventually(() => expect(begun).toEqual([one.uuid, two.uuid, one.uuid]));
  release();
  await eventually(async () => expect(await queued()).toEqual([]));
});

test('imports are for administrators', async () => {
  const { path } = await makeCluster(region);
  for (const to of ['nodegroups/', path]) {
    for (const as of ['user', 'worker'] as const) expect((await startImport(to, as)).status).toBe(403);
  }
  expect((await startImport('nodegroups/', null)).status).toBe(400);
  expect((await startImport(path, null)).status).toBe(401);
  expect((await startImport('nodegroups/unknown/')).status).toBe(404);
  expect(await queued()).toEqual([]);
});
