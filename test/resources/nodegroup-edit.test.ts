import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeNode } from '../support/factories/nodes.js';
import { type As, useRegion } from '../support/region.js';

const Cluster = z.strictObject({ uuid: z.string(), status: z.number(), name: z.string(), cluster_name: z.string() });

const region = useRegion();

type Form = Record<string, string>;
const change = (uuid: string, form: Form, as: As = 'admin') => region.put(as, `nodegroups/${uuid}/`, form);
const read = async (uuid: string) => (await region.get('user', `nodegroups/${uuid}/`)).as(Cluster);

async function registered(form: Form = {}): Promise<z.infer<typeof Cluster>> {
  const uuid = randomUUID();
  (await region.post(null, 'nodegroups/', { op: 'register', uuid, ...form })).ok();
  return read(uuid);
}

test('a cluster is changed in part or as a whole, and answered as it is then', async () => {
  const { uuid } = await registered({ name: 'old.example' });
  const cluster_name = `Rack ${uuid}`;
  const whole = { uuid, name: 'new.example', cluster_name, status: 2 };
  expect((await change(uuid, { name: 'new.example', cluster_name, status: '2' })).as(Cluster)).toEqual(whole);
  expect(await read(uuid)).toEqual(whole);
  expect((await change(uuid, { status: '1' })).as(Cluster)).toEqual({ ...whole, status: 1 });
  expect((await change(uuid, { name: 'x'.repeat(80) })).as(Cluster)).toMatchObject({ name: 'x'.repeat(80), status: 1 });
});

test('what is left out or empty stays as it is', async () => {
  const cluster = await registered({ name: 'stays.example' });
  expect((await change(cluster.uuid, {})).as(Cluster)).toEqual(cluster);
  expect((await change(cluster.uuid, { name: '', cluster_name: '', status: '' })).as(Cluster)).toEqual(cluster);
});

test.each([
  ['name', 'x'.repeat(81)],
  ['name', 'a\0b'],
  ['cluster_name', 'x'.repeat(101)],
  ['status', '3'],
  ['status', '-1'],
  ['status', 'accepted'],
])('a bad %s (%j) is refused, and the rest is not changed either', async (field, value) => {
  const cluster = await registered();
  const reply = await change(cluster.uuid, { name: 'n.example', cluster_name: 'c', status: '1', [field]: value });
  expect([reply.status, reply.json]).toEqual([400, { [field]: [expect.any(String)] }]);
  expect(await read(cluster.uuid)).toEqual(cluster);
});

test('the name of another cluster is refused; its own is fine', async () => {
  const [one, other] = [await registered(), await registered()];
  const reply = await change(one.uuid, { cluster_name: other.cluster_name, status: '1' });
  expect([reply.status, reply.json]).toEqual([400, { cluster_name: [expect.stringContaining('already exists')] }]);
  expect(await read(one.uuid)).toEqual(one);
  (await change(one.uuid, { cluster_name: one.cluster_name })).ok();
});

test('only administrators change clusters, and only those that there are', async () => {
  const cluster = await registered();
  for (const as of ['user', 'worker'] as const) {
    expect((await change(cluster.uuid, { name: 'x' }, as)).status).toBe(403);
    expect((await change(randomUUID(), { name: 'x' }, as)).status).toBe(403);
  }
  expect((await change(randomUUID(), { status: '9' })).status).toBe(404);
  expect(await read(cluster.uuid)).toEqual(cluster);
});

describe('the DNS zone of a cluster', () => {
  const UNMANAGED = '0';
  const DHCP = '1';
  const DHCP_AND_DNS = '2';
  const NETWORK = {
    interface: 'eth0',
    ip: '10.1.2.3',
    subnet_mask: '255.255.255.0',
    router_ip: '10.1.2.1',
    ip_range_low: '10.1.2.10',
    ip_range_high: '10.1.2.99',
  };
  const rename = (form: Form = {}) => change(region.worker.uuid, { name: `${randomUUID()}.example`, ...form });

  async function manage(management: string): Promise<void> {
    await region.database.prisma.nodegroupInterface.deleteMany();
    const path = `nodegroups/${region.worker.uuid}/interfaces/`;
    (await region.post('admin', path, { op: 'new', management, ...NETWORK })).ok();
  }

  test('is not renamed while MAAS manages it and one of its nodes is allocated', async () => {
    const { name } = await read(region.worker.uuid);
    await manage(DHCP_AND_DNS);
    expect((await rename()).status).toBe(200);
    const node = await makeNode(region, 'allocated');
    const before = await read(region.worker.uuid);
    const reply = await rename({ cluster_name: 'Renamed', status: '0' });
    expect([reply.status, reply.json]).toEqual([400, { name: [expect.stringContaining('allocated')] }]);
    expect(await read(region.worker.uuid)).toEqual(before);
    (await change(region.worker.uuid, { name: before.name, cluster_name: 'Renamed' })).ok();
    (await region.post('user', `nodes/${node.system_id}/`, { op: 'release' })).ok();
    (await change(region.worker.uuid, { name })).ok();
  });

  test.each([UNMANAGED, DHCP])('is renamed while nodes are allocated, when management is %s', async (management) => {
    await manage(management);
    await makeNode(region, 'allocated');
    expect((await rename()).status).toBe(200);
  });

  test('is renamed while nodes are allocated, when the cluster is not accepted', async () => {
    await manage(DHCP_AND_DNS);
    await makeNode(region, 'allocated');
    (await change(region.worker.uuid, { status: '0' })).ok();
    expect((await rename({ status: '1' })).status).toBe(200);
  });
});
