import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import { downloadsOf, makeCluster, type TestCluster } from '../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../support/region.js';

const region = useRegion();
let cluster: TestCluster;
beforeEach(async () => {
  cluster = await makeCluster(region);
});

const report = (form: Form, as: As = cluster.key, to = cluster.path) =>
  region.post(as, to, { op: 'report_download_progress', ...form });
const downloads = () => downloadsOf(region, cluster);

test('report_download_progress of a whole download is told from its beginning to its end', async () => {
  const filename = 'http://mirror.example.com/boot-kernel';
  const reply = await report({ filename });
  expect([reply.status, reply.text]).toEqual([200, '']);
  const fresh = { size: null, bytes_downloaded: null, percent: null, bytes_per_second: null, error: '' };
  expect(await downloads()).toMatchObject([{ filename, state: 'running', ...fresh }]);
  (await report({ filename, bytes_downloaded: 0, size: 3_000 })).ok();
  expect(await downloads()).toMatchObject([{ state: 'running', size: 3_000, bytes_downloaded: 0, percent: 0 }]);
  (await report({ filename, bytes_downloaded: 1_000 })).ok();
  expect(await downloads()).toMatchObject([{ state: 'running', size: 3_000, bytes_downloaded: 1_000, percent: 33.3 }]);
  (await report({ filename, bytes_downloaded: 3_000, size: 3_000 })).ok();
  expect(await downloads()).toMatchObject([{ state: 'complete', bytes_downloaded: 3_000, percent: 100 }]);
});

test('report_download_progress with an error is a failure until an empty error is reported', async () => {
  const filename = 'f';
  (await report({ filename, size: 10 })).ok();
  (await report({ filename, bytes_downloaded: 5, error: 'connection lost' })).ok();
  expect(await downloads()).toMatchObject([{ state: 'failed', error: 'connection lost', percent: 50 }]);
  (await report({ filename, bytes_downloaded: 10 })).ok();
  expect(await downloads()).toMatchObject([{ state: 'failed', error: 'connection lost', percent: 100 }]);
  (await report({ filename, bytes_downloaded: 10, error: '' })).ok();
  expect(await downloads()).toMatchObject([{ state: 'complete', error: '' }]);
});

test('report_download_progress without bytes begins another record, with bytes it changes the newest', async () => {
  for (const size of [10, 20]) (await report({ filename: 'f', size })).ok();
  (await report({ filename: 'f', bytes_downloaded: 15 })).ok();
  expect(await downloads()).toMatchObject([
    { size: 10, bytes_downloaded: null },
    { size: 20, bytes_downloaded: 15 },
  ]);
});

test('report_download_progress of a name that another cluster downloads does not change its record', async () => {
  const other = await makeCluster(region);
  (await report({ filename: 'f', size: 10 }, other.key, other.path)).ok();
  expect((await report({ filename: 'f', bytes_downloaded: 1 })).status).toBe(400);
  expect(await downloads()).toEqual([]);
});

test('report_download_progress of a new download removes records without a report for a month', async () => {
  for (const filename of ['old', 'young']) (await report({ filename })).ok();
  await region.database.pool.query("UPDATE downloads SET updated = now() - interval '31 days' WHERE filename = 'old'");
  (await report({ filename: 'next' })).ok();
  expect((await downloads()).map(({ filename }) => filename)).toEqual(['young', 'next']);
});

test.each<[string, Form]>([
  ['filename', { filename: '' }],
  ['filename', { filename: 'x'.repeat(256) }],
  ['size', { filename: 'f', size: -1 }],
  ['size', { filename: 'f', size: 'many' }],
  ['size', { filename: 'f', size: '99999999999999999999' }],
  ['bytes_downloaded', { filename: 'f', bytes_downloaded: -1 }],
  ['bytes_downloaded', { filename: 'f', bytes_downloaded: '' }],
  ['error', { filename: 'f', error: 'x'.repeat(1_001) }],
  ['__all__', { filename: 'f', bytes_downloaded: 11 }],
  ['__all__', { filename: 'f', bytes_downloaded: 10, size: 9 }],
  ['__all__', { filename: 'unknown', bytes_downloaded: 1 }],
  ['__all__', { filename: 'unknown', bytes_downloaded: 1, size: 1 }],
])('report_download_progress with a bad %s is refused, and changes nothing: %j', async (field, form) => {
  (await report({ filename: 'f', size: 10 })).ok();
  const before = await downloads();
  const reply = await report(form);
  expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
  expect(await downloads()).toEqual(before);
});

test('report_download_progress without a filename is refused in plain text', async () => {
  const reply = await report({ size: 1 });
  expect([reply.status, reply.text]).toEqual([400, 'No provided filename!']);
});

test.each([
  ['user', 403],
  ['admin', 403],
  ['worker', 403],
  [null, 401],
] as const)('report_download_progress by %s, who is not the own worker, is %i', async (as, status) => {
  expect((await report({ filename: 'f' }, as)).status).toBe(status);
  expect(await downloads()).toEqual([]);
});

test('report_download_progress of an unknown cluster is 404', async () => {
  expect((await report({ filename: 'f' }, cluster.key, 'nodegroups/unknown/')).status).toBe(404);
});
