import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { clustersOf, makeCluster, makeInterface } from '../../support/factories/clusters.js';
import { reportImages } from '../../support/factories/images.js';
import { reportLeases } from '../../support/factories/leases.js';
import { makeNode } from '../../support/factories/nodes.js';
import { type Region, startRegion } from '../../support/region.js';

const register = (region: Region, form: Form) => region.post(null, 'nodegroups/', { op: 'register', ...form });

/** A region whose first cluster is a placeholder, as no daemon has registered yet. */
async function newRegion(env: Readonly<Record<string, string>> = {}): Promise<Region> {
  const region = await startRegion({ env });
  await makePlaceholder(region);
  return region;
}
const makePlaceholder = ({ database, worker: { uuid } }: Region) =>
  database.prisma.nodegroup.update({ where: { uuid }, data: { uuid: 'master', clusterName: 'Cluster master' } });
const storedClusters = ({ database }: Region) =>
  database.prisma.nodegroup.findMany({ include: { interfaces: true }, orderBy: { id: 'asc' } });

test('register of the first cluster takes the placeholder over, with its key and names, and is 202', async () => {
  await using region = await newRegion();
  const [placeholder] = await storedClusters(region);
  const uuid = randomUUID();
  expect((await register(region, { uuid })).status).toBe(202);
  expect(await clustersOf(region)).toEqual([{ uuid, status: 0, name: 'maas', cluster_name: 'Cluster master' }]);
  const { id, tokenId } = placeholder ?? {};
  expect(await storedClusters(region)).toMatchObject([{ id, tokenId, maasUrl: '' }]);
});

test('register of many clusters at once lets one take the placeholder over, and loses none', async () => {
  await using region = await newRegion();
  const [placeholder] = await storedClusters(region);
  const uuids = Array.from({ length: 8 }, () => randomUUID());
  const replies = await Promise.all(uuids.map((uuid) => register(region, { uuid })));
  expect(replies.map(({ status }) => status)).toEqual(uuids.map(() => 202));
  const clusters = await storedClusters(region);
  expect(clusters.map(({ uuid }) => uuid).sort()).toEqual([...uuids].sort());
  expect(clusters[0]?.id).toBe(placeholder?.id);
  expect(new Set(clusters.map(({ tokenId }) => tokenId)).size).toBe(uuids.length);
});

test.each<[string, (region: Region) => Promise<unknown>]>([
  [
    'a node',
    async (region) => {
      await reportImages(region);
      await makeNode(region, 'declared');
      await reportImages(region, []);
    },
  ],
  ['an interface', (region) => makeInterface(region)],
  ['leases', (region) => reportLeases(region, { '10.0.0.1': '02:00:00:00:00:01' })],
  ['reported images', (region) => reportImages(region)],
  ['another accepted cluster', (region) => makeCluster(region)],
])('register in a region with %s makes another cluster, and leaves the placeholder as it is', async (_what, use) => {
  await using region = await startRegion();
  await use(region);
  await makePlaceholder(region);
  const before = await storedClusters(region);
  const uuid = randomUUID();
  expect((await register(region, { uuid })).status).toBe(202);
  expect(await storedClusters(region)).toMatchObject([...before, { uuid, status: 0 }]);
});

describe('on a machine with a cluster controller', () => {
  const uuid = randomUUID();
  let folder: string;
  let env: { readonly CLUSTER_CONFIG: string };
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'maas-cluster-'));
    env = { CLUSTER_CONFIG: path.join(folder, 'maas_cluster.conf') };
    const lines = ['# Managed by MAAS', 'MAAS_URL=http://localhost/MAAS', `CLUSTER_UUID="${uuid}"`];
    await writeFile(env.CLUSTER_CONFIG, `${lines.join('\n')}\n`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('register of that cluster as the first accepts it at once, without the URL of the request', async () => {
    await using region = await newRegion(env);
    const [placeholder] = await storedClusters(region);
    const interfaces = JSON.stringify([{ interface: 'eth0', ip: '10.1.0.1', subnet_mask: '255.255.0.0' }]);
    expect((await register(region, { uuid, interfaces })).json).toEqual({ BROKER_URL: expect.any(String) });
    const stored = [{ interface: 'eth0', ip: '10.1.0.1' }];
    expect(await storedClusters(region)).toMatchObject([
      { id: placeholder?.id, uuid, status: 1, maasUrl: '', interfaces: stored },
    ]);
  });

  test('register of that cluster from another machine is 202, as anybody can learn its uuid', async () => {
    await using region = await newRegion({ ...env, TRUST_PROXY: '127.0.0.1' });
    const headers = { 'x-forwarded-for': '192.0.2.7' };
    const form = { op: 'register', uuid };
    expect((await region.call(null, 'POST', 'nodegroups/', { form, headers })).status).toBe(202);
  });

  test('register of another cluster is 202, and then of that cluster, too', async () => {
    await using region = await newRegion(env);
    expect((await register(region, { uuid: randomUUID() })).status).toBe(202);
    expect((await register(region, { uuid })).status).toBe(202);
  });
});
