import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { eventually } from '../../support/eventually.js';
import { clustersOf, makeCluster, readCluster, storedCluster } from '../../support/factories/clusters.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const register = (form: Form) => region.post(null, 'nodegroups/', { op: 'register', ...form });

test('register of a new cluster is 202, and the cluster is pending with the given names', async () => {
  const uuid = randomUUID();
  const reply = await register({ uuid, name: 'rack.example', cluster_name: 'Rack 1' });
  expect([reply.status, reply.type]).toEqual([202, 'text/html; charset=utf-8']);
  expect(await readCluster(region, uuid)).toEqual({ uuid, status: 0, name: 'rack.example', cluster_name: 'Rack 1' });
});

test('register with empty names gives the cluster default names', async () => {
  const { uuid } = await makeCluster(region, 'pending', { name: '', cluster_name: '' });
  expect(await readCluster(region, uuid)).toMatchObject({ name: 'maas', cluster_name: `Cluster ${uuid}` });
});

test('register of a pending cluster is 202, and changes nothing', async () => {
  const { uuid } = await makeCluster(region, 'pending', { name: 'one.example' });
  const before = await storedCluster(region, uuid);
  expect((await register({ uuid, name: 'two.example', cluster_name: 'other' })).status).toBe(202);
  expect(await storedCluster(region, uuid)).toEqual(before);
});

test('register of an accepted cluster is 200, and answers the URL of its broker and nothing else', async () => {
  const { uuid } = await makeCluster(region, 'accepted');
  const reply = await register({ uuid });
  expect([reply.status, reply.json]).toEqual([200, { BROKER_URL: expect.stringMatching(/^amqp:\/\//) }]);
});

test('register of a rejected cluster is 403', async () => {
  const { uuid } = await makeCluster(region, 'rejected');
  expect((await register({ uuid })).status).toBe(403);
  expect((await readCluster(region, uuid)).status).toBe(2);
});

test('register of a rejected cluster with a hash is 403 at once, and waits for no lock', async () => {
  const { uuid } = await makeCluster(region, 'rejected');
  await region.database.transaction(async (tx) => {
    await tx.prisma.nodegroup.update({ where: { uuid }, data: { name: 'held' } });
    expect((await register({ uuid, claim_hash: HASH })).status).toBe(403);
  });
  expect(await foreign(uuid)).toBe(0);
});

test('register gives the cluster the default boot source with its two selections', async () => {
  const { uuid } = await makeCluster(region, 'pending');
  const sources = await region.database.prisma.bootSource.findMany({
    where: { nodegroup: { uuid } },
    include: { selections: { orderBy: { id: 'asc' } } },
  });
  const selected = { arches: ['*'], subarches: ['*'], labels: ['release'] };
  expect(sources).toMatchObject([
    {
      url: 'http://maas.ubuntu.com/images/ephemeral-v2/releases/',
      keyringFilename: '/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg',
      selections: [
        { ...selected, release: 'precise' },
        { ...selected, release: 'trusty' },
      ],
    },
  ]);
});

test('register without a uuid is refused in plain text', async () => {
  const reply = await register({ name: 'x' });
  expect([reply.status, reply.type]).toEqual([400, expect.stringMatching(/^text\/plain/)]);
});

test.each<[string, Form]>([
  ['uuid', { uuid: '' }],
  ['uuid', { uuid: 'x'.repeat(37) }],
  ['name', { name: 'x'.repeat(81) }],
  ['cluster_name', { cluster_name: 'x'.repeat(101) }],
  ['claim_hash', { claim_hash: 'x'.repeat(64) }],
  ['claim_hash', { claim_hash: 'a'.repeat(63) }],
  ['claim_hash', { claim_hash: 'A'.repeat(64) }],
])('register with a bad %s is refused under its name, and makes no cluster: %j', async (field, form) => {
  const before = await clustersOf(region);
  const reply = await register({ uuid: randomUUID(), ...form });
  expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
  expect(await clustersOf(region)).toEqual(before);
});

test('register with the name of another cluster is refused, and makes no cluster', async () => {
  const { uuid } = await makeCluster(region, 'pending', { cluster_name: 'Taken' });
  expect((await register({ uuid: randomUUID(), cluster_name: 'Taken' })).wrongFields).toEqual(['cluster_name']);
  const named = (await clustersOf(region)).filter(({ cluster_name }) => cluster_name === 'Taken');
  expect(named.map((cluster) => cluster.uuid)).toEqual([uuid]);
});

test('register with the name that another cluster gets at the same moment is refused', async () => {
  const { uuid } = await makeCluster(region, 'pending');
  let registering: ReturnType<typeof register> | undefined;
  await region.database.transaction(async (tx) => {
    await tx.prisma.nodegroup.update({ where: { uuid }, data: { clusterName: 'Contested' } });
    registering = register({ uuid: randomUUID(), cluster_name: 'Contested' });
    await eventually(async () => expect(await waitingStatements()).toBe(1));
  });
  expect((await registering)?.json).toEqual({ cluster_name: [expect.any(String)] });
});

/** How many statements of the region wait for locks. */
async function waitingStatements(): Promise<number> {
  const { rows } = await region.database.pool.query(
    "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length;
}

test('register of one cluster many times at once makes it once', async () => {
  const uuid = randomUUID();
  const replies = await Promise.all(Array.from({ length: 8 }, () => register({ uuid })));
  expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
  expect((await clustersOf(region)).filter((cluster) => cluster.uuid === uuid)).toHaveLength(1);
});

test('register with credentials is an unknown operation', async () => {
  expect((await region.post('admin', 'nodegroups/', { op: 'register', uuid: randomUUID() })).status).toBe(400);
});

const HASH = 'a1'.repeat(32);
const OTHER = 'b2'.repeat(32);
const hashOf = async (uuid: string) => (await storedCluster(region, uuid)).claimHash;
const foreign = async (uuid: string) => {
  const events = await region.database.prisma.event.findMany({
    where: { type: 'Cluster registered with another hash' },
  });
  return events.filter(({ description }) => description.includes(uuid)).length;
};

test('register with the hash of its secret keeps it, and the same one again makes no event', async () => {
  const uuid = randomUUID();
  for (const _ of [1, 2]) expect((await register({ uuid, claim_hash: HASH })).status).toBe(202);
  expect([await hashOf(uuid), await foreign(uuid)]).toEqual([HASH, 0]);
});

test('register with another hash changes nothing, and makes one event an hour', async () => {
  const uuid = randomUUID();
  await register({ uuid, claim_hash: HASH });
  for (const _ of [1, 2]) expect((await register({ uuid, claim_hash: OTHER })).status).toBe(202);
  expect([await hashOf(uuid), await foreign(uuid)]).toEqual([HASH, 1]);
});

test('register with a hash gives none to a cluster that has none, and makes an event', async () => {
  const { uuid } = await makeCluster(region, 'accepted');
  expect((await register({ uuid, claim_hash: HASH })).status).toBe(200);
  expect([await hashOf(uuid), await foreign(uuid)]).toEqual([null, 1]);
});
