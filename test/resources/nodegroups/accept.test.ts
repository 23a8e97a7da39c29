import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeCluster, readCluster } from '../../support/factories/clusters.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
const accept = (as: As, ...uuids: readonly string[]) => region.post(as, 'nodegroups/', { op: 'accept', uuid: uuids });
const statusOf = async (uuid: string) => (await readCluster(region, uuid)).status;

test('accept takes several clusters, pending and rejected ones, also twice', async () => {
  const [one, two] = [await makeCluster(region, 'pending'), await makeCluster(region, 'rejected')];
  expect((await accept('admin', one.uuid, two.uuid, two.uuid)).status).toBe(200);
  expect([await statusOf(one.uuid), await statusOf(two.uuid)]).toEqual([1, 1]);
});

test('accept with an unknown cluster is 404, and changes no other', async () => {
  const { uuid } = await makeCluster(region, 'pending');
  expect((await accept('admin', uuid, randomUUID())).status).toBe(404);
  expect(await statusOf(uuid)).toBe(0);
});

test('accept of no clusters is 200', async () => {
  expect((await accept('admin')).status).toBe(200);
});

test.each([
  ['user', 403],
  ['worker', 403],
  [null, 400],
] as const)('accept by %s is %i, and changes nothing', async (as, status) => {
  const { uuid } = await makeCluster(region, 'pending');
  expect((await accept(as, uuid)).status).toBe(status);
  expect(await statusOf(uuid)).toBe(0);
});

const HASH = `c0ffee11${'0'.repeat(56)}`;
const acceptWith = (claim_code: string, ...uuids: readonly string[]) =>
  region.post('admin', 'nodegroups/', { op: 'accept', uuid: uuids, claim_code });

test('accept with the claim code of the cluster takes it, in any case and with blanks', async () => {
  const { uuid } = await makeCluster(region, 'pending', { claim_hash: HASH });
  expect((await acceptWith(' C0FFEE11 ', uuid)).status).toBe(200);
  expect(await statusOf(uuid)).toBe(1);
});

test('accept with another claim code is refused under its name, and changes nothing', async () => {
  const [one, two] = [
    await makeCluster(region, 'pending', { claim_hash: HASH }),
    await makeCluster(region, 'pending', { claim_hash: `d${HASH.slice(1)}` }),
  ];
  const none = await makeCluster(region, 'pending');
  for (const reply of [
    await acceptWith('c0ffee12', one.uuid),
    await acceptWith('c0ffee11', one.uuid, two.uuid),
    await acceptWith('c0ffee11', none.uuid),
    await acceptWith('c0ffee', one.uuid),
  ]) {
    expect(reply.wrongFields).toEqual(['claim_code']);
  }
  expect(await Promise.all([one, two, none].map(({ uuid }) => statusOf(uuid)))).toEqual([0, 0, 0]);
});
