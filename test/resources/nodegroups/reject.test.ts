import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeCluster, readCluster } from '../../support/factories/clusters.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const reject = (as: As, ...uuids: readonly string[]) => region.post(as, 'nodegroups/', { op: 'reject', uuid: uuids });
const statusOf = async (uuid: string) => (await readCluster(region, uuid)).status;

test('reject takes several clusters, pending and accepted ones, also twice', async () => {
  const [one, two] = [await makeCluster(region, 'pending'), await makeCluster(region, 'accepted')];
  expect((await reject('admin', one.uuid, two.uuid, two.uuid)).status).toBe(200);
  expect([await statusOf(one.uuid), await statusOf(two.uuid)]).toEqual([2, 2]);
});

test('reject with an unknown cluster is 404, and changes no other', async () => {
  const { uuid } = await makeCluster(region, 'pending');
  expect((await reject('admin', uuid, randomUUID())).status).toBe(404);
  expect(await statusOf(uuid)).toBe(0);
});

test('reject of no clusters is 200', async () => {
  expect((await reject('admin')).status).toBe(200);
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 400],
] as const)('reject by %s is %i, and changes nothing', async (as, status) => {
  const { uuid } = await makeCluster(region, 'pending');
  expect((await reject(as, uuid)).status).toBe(status);
  expect(await statusOf(uuid)).toBe(0);
});
