import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import { MANAGED, makeCluster, makeInterface, masterPath, readCluster } from '../../../support/factories/clusters.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { nodePath } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Cluster } from '../../../support/shapes.js';

const region = useRegion();
const update = (uuid: string, form: Form, as: As = 'admin') => region.put(as, `nodegroups/${uuid}/`, form);

async function pendingCluster(): Promise<Cluster> {
  const { uuid } = await makeCluster(region, 'pending');
  return readCluster(region, uuid);
}

test('update with all fields changes them, and answers the cluster as it is then', async () => {
  const { uuid } = await pendingCluster();
  const names = { name: 'new.example', cluster_name: `Rack ${uuid}` };
  expect((await update(uuid, { ...names, status: '2' })).as(Cluster)).toEqual({ uuid, ...names, status: 2 });
  expect(await readCluster(region, uuid)).toEqual({ uuid, ...names, status: 2 });
});

test.each<[string, Form, Partial<Cluster>]>([
  ['the status', { status: '1' }, { status: 1 }],
  ['a long name', { name: 'x'.repeat(80) }, { name: 'x'.repeat(80) }],
  ['nothing', {}, {}],
  ['empty fields', { name: '', cluster_name: '', status: '' }, {}],
])('update with %s keeps the rest', async (_what, form, changed) => {
  const cluster = await pendingCluster();
  expect((await update(cluster.uuid, form)).as(Cluster)).toEqual({ ...cluster, ...changed });
});

test.each([
  ['name', 'x'.repeat(81)],
  ['name', 'a\0b'],
  ['cluster_name', 'x'.repeat(101)],
  ['status', '3'],
  ['maas_url', 'ftp://region.example/'],
  ['maas_url', 'region.example'],
  ['status', '-1'],
  ['status', 'accepted'],
])('update with a bad %s is refused under its name, and changes nothing: %j', async (field, value) => {
  const cluster = await pendingCluster();
  const reply = await update(cluster.uuid, { name: 'n.example', cluster_name: 'c', status: '1', [field]: value });
  expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
  expect(await readCluster(region, cluster.uuid)).toEqual(cluster);
});

test('update with the name of another cluster is refused, with the own one it is not', async () => {
  const [one, other] = [await pendingCluster(), await pendingCluster()];
  const reply = await update(one.uuid, { cluster_name: other.cluster_name, status: '1' });
  expect([reply.status, reply.json]).toEqual([400, { cluster_name: [expect.stringContaining('already exists')] }]);
  expect(await readCluster(region, one.uuid)).toEqual(one);
  (await update(one.uuid, { cluster_name: one.cluster_name })).ok();
});

test('update with maas_url sets and forgets the URL of the region, each time with an event', async () => {
  const { uuid } = await pendingCluster();
  const urls = ['http://region.example/MAAS', ''];
  for (const maas_url of urls) {
    (await update(uuid, { maas_url })).ok();
    expect((await region.get('admin', `nodegroups/${uuid}/`, { op: 'region_url' })).json).toEqual({ maas_url });
  }
  await update(uuid, { maas_url: '' });
  const events = await region.database.prisma.event.findMany({
    where: { type: 'Region URL of cluster changed', details: { path: ['cluster'], equals: uuid } },
    orderBy: { id: 'asc' },
  });
  expect(events.map(({ username, details }) => ({ username, details }))).toMatchObject([
    { username: 'admin', details: { before: '', after: urls[0] } },
    { username: 'admin', details: { before: urls[0], after: '' } },
  ]);
});

test.each(['user', 'worker'] as const)('update by %s is 403, whether the cluster exists or not', async (as) => {
  const cluster = await pendingCluster();
  for (const uuid of [cluster.uuid, randomUUID()]) expect((await update(uuid, { name: 'x' }, as)).status).toBe(403);
  expect(await readCluster(region, cluster.uuid)).toEqual(cluster);
});

test('update of an unknown cluster is 404, before its fields are validated', async () => {
  expect((await update(randomUUID(), { status: '9' })).status).toBe(404);
});

describe('with nodes that are allocated', () => {
  beforeEach(async () => {
    await region.database.prisma.nodegroupInterface.deleteMany();
  });
  const rename = (form: Form = {}) => update(region.worker.uuid, { name: `${randomUUID()}.example`, ...form });
  const manage = (management: string) => makeInterface(region, { ...MANAGED, management });

  test('update of the name of a DNS zone that MAAS manages is refused, and changes nothing', async () => {
    await manage('2');
    (await rename()).ok();
    const node = await makeNode(region, 'allocated');
    const before = await readCluster(region, region.worker.uuid);
    const reply = await rename({ cluster_name: 'Renamed', status: '0' });
    expect([reply.status, reply.json]).toEqual([400, { name: [expect.stringContaining('allocated')] }]);
    expect(await readCluster(region, region.worker.uuid)).toEqual(before);
    (await region.put('admin', masterPath(region), { name: before.name, cluster_name: 'Renamed' })).ok();
    (await region.post('user', nodePath(node), { op: 'release' })).ok();
    (await rename()).ok();
  });

  test.each([
    ['unmanaged', '0'],
    ['managed for DHCP only', '1'],
  ])('update of the name of a DNS zone that is %s changes it', async (_what, management) => {
    await manage(management);
    await makeNode(region, 'allocated');
    expect((await rename()).status).toBe(200);
  });

  test('update of the name of a DNS zone of a cluster that is not accepted changes it', async () => {
    await manage('2');
    await makeNode(region, 'allocated');
    (await update(region.worker.uuid, { status: '0' })).ok();
    expect((await rename({ status: '1' })).status).toBe(200);
  });
});
