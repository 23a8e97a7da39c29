import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Fields } from '../../support/body.js';
import { makeCluster, type TestCluster } from '../../support/factories/clusters.js';
import { type As, useRegion } from '../../support/region.js';

const Download = z.strictObject({
  filename: z.string(),
  state: z.enum(['running', 'complete', 'failed']),
  size: z.number().nullable(),
  bytes_downloaded: z.number().nullable(),
  percent: z.number().nullable(),
  bytes_per_second: z.number().nullable(),
  error: z.string(),
  began: z.iso.datetime(),
  updated: z.iso.datetime(),
});

const region = useRegion();
let cluster: TestCluster;
beforeEach(async () => {
  cluster = await makeCluster(region);
});

const report = (form: Record<string, string | number>, as: As = cluster.key, to = cluster.path) =>
  region.post(as, to, { op: 'report_download_progress', ...form } satisfies Fields);
const list = async () => (await region.get('admin', cluster.path, { op: 'download_progress' })).as(z.array(Download));

const FRESH = { size: null, bytes_downloaded: null, percent: null, bytes_per_second: null, error: '' };

test('a download is told from its beginning to its end', async () => {
  const filename = 'http://mirror.example.com/boot-kernel';
  const reply = await report({ filename });
  expect([reply.status, reply.text]).toEqual([200, '']);
  expect(await list()).toMatchObject([{ filename, state: 'running', ...FRESH }]);
  (await report({ filename, bytes_downloaded: 0, size: 3_000 })).ok();
  expect(await list()).toMatchObject([{ state: 'running', size: 3_000, bytes_downloaded: 0, percent: 0 }]);
  (await report({ filename, bytes_downloaded: 1_000 })).ok();
  expect(await list()).toMatchObject([{ state: 'running', size: 3_000, bytes_downloaded: 1_000, percent: 33.3 }]);
  (await report({ filename, bytes_downloaded: 3_000, size: 3_000 })).ok();
  expect(await list()).toMatchObject([{ state: 'complete', bytes_downloaded: 3_000, percent: 100 }]);
});

test('a failure is told, stays while nothing else is said, and goes with an empty text', async () => {
  const filename = 'f';
  (await report({ filename, size: 10 })).ok();
  (await report({ filename, bytes_downloaded: 5, error: 'connection lost' })).ok();
  expect(await list()).toMatchObject([{ state: 'failed', error: 'connection lost', percent: 50 }]);
  (await report({ filename, bytes_downloaded: 10 })).ok();
  expect(await list()).toMatchObject([{ state: 'failed', error: 'connection lost', percent: 100 }]);
  (await report({ filename, bytes_downloaded: 10, error: '' })).ok();
  expect(await list()).toMatchObject([{ state: 'complete', error: '' }]);
});

test('the rate is the mean from the beginning to the last report', async () => {
  (await report({ filename: 'f', size: 8_000_000_000 })).ok();
  await region.database.pool.query(
    "UPDATE downloads SET created = now() - interval '100 seconds' WHERE filename = 'f'",
  );
  (await report({ filename: 'f', bytes_downloaded: 5_000_000_000 })).ok();
  const [download] = await list();
  expect(download).toMatchObject({ size: 8_000_000_000, bytes_downloaded: 5_000_000_000, percent: 62.5 });
  expect(download?.bytes_per_second).toBeGreaterThan(45_000_000);
  expect(download?.bytes_per_second).toBeLessThanOrEqual(50_000_000);
});

test('a report without bytes_downloaded always begins another record, and later ones are about the newest', async () => {
  for (const size of [10, 20]) (await report({ filename: 'f', size })).ok();
  (await report({ filename: 'f', bytes_downloaded: 15 })).ok();
  expect(await list()).toMatchObject([
    { size: 10, bytes_downloaded: null },
    { size: 20, bytes_downloaded: 15 },
  ]);
});

test('clusters do not see the downloads of each other, be they called alike', async () => {
  const other = await makeCluster(region);
  (await report({ filename: 'f', size: 10 }, other.key, other.path)).ok();
  expect((await report({ filename: 'f', bytes_downloaded: 1 })).status).toBe(400);
  expect(await list()).toEqual([]);
});

test('what nothing was heard of for a month is forgotten when the cluster begins another download', async () => {
  for (const filename of ['old', 'young']) (await report({ filename })).ok();
  await region.database.pool.query("UPDATE downloads SET updated = now() - interval '31 days' WHERE filename = 'old'");
  (await report({ filename: 'next' })).ok();
  expect((await list()).map(({ filename }) => filename)).toEqual(['young', 'next']);
});

describe('what is no report of a download', () => {
  test.each([
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
  ])('has a bad %s: %j', async (field, form: Record<string, string | number>) => {
    (await report({ filename: 'f', size: 10 })).ok();
    const before = await list();
    const reply = await report(form);
    expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
    expect(await list()).toEqual(before);
  });

  test('has no filename: 400 text', async () => {
    const reply = await report({ size: 1 });
    expect([reply.status, reply.text]).toEqual([400, 'No provided filename!']);
  });
});

test("only the cluster's own worker reports, and only administrators read", async () => {
  for (const as of ['user', 'admin', 'worker'] as const) expect((await report({ filename: 'f' }, as)).status).toBe(403);
  expect((await report({ filename: 'f' }, null)).status).toBe(401);
  expect((await report({ filename: 'f' }, cluster.key, 'nodegroups/unknown/')).status).toBe(404);
  const read = async (as: As, path = cluster.path) => (await region.get(as, path, { op: 'download_progress' })).status;
  expect(await Promise.all(['user', cluster.key, null].map((as) => read(as)))).toEqual([403, 403, 401]);
  expect(await read('admin', 'nodegroups/unknown/')).toBe(404);
  expect(await list()).toEqual([]);
});
