import { expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { makeZone } from '../../support/factories/zones.js';
import { COMMISSIONING, DECLARED, macOf, storedNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { AnonymousNode, Node } from '../../support/shapes.js';

const region = useRegion();

/** Fields that are undefined are left out. */
type Fields = Readonly<Record<string, string | readonly string[] | undefined>>;

function enlist(as: As, fields: Fields = {}) {
  const all: Fields = { op: 'new', architecture: 'amd64/generic', mac_addresses: randomMac(), ...fields };
  const form: Form = Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return region.post(as, 'nodes/', form);
}

async function tableCounts() {
  const { prisma } = region.database;
  return { nodes: await prisma.node.count(), macs: await prisma.macAddress.count() };
}

test('new by a machine itself declares it and shows it without links', async () => {
  const macs = [randomMac(), randomMac()];
  const reply = await enlist(null, { hostname: 'rack1-node1', mac_addresses: macs });
  const node = reply.as(AnonymousNode);
  expect(reply.type).toBe('application/json; charset=utf-8');
  expect(node).toMatchObject({ status: DECLARED, hostname: 'rack1-node1', owner: null, routers: null });
  expect(node.macaddress_set).toEqual(macs.map((mac) => ({ mac_address: mac })));
  expect(node.resource_uri).toBe('/MAAS/api/1.0/nodes/');
  expect(node.system_id).toMatch(/^node-[0-9a-f-]{36}$/);
});

test('new by a user declares the node, by an administrator commissions it at once', async () => {
  expect((await enlist('user')).as(Node).status).toBe(DECLARED);
  expect((await enlist('admin')).as(Node).status).toBe(COMMISSIONING);
});

test('new gives every node the fast installer', async () => {
  expect((await enlist('user')).as(Node).tag_names).toEqual(['use-fastpath-installer']);
});

test('new with what maas-enlist sends, empty hostname and power fields, takes them as absent', async () => {
  const architecture = { architecture: 'amd64', subarchitecture: 'generic', autodetect_nodegroup: '1' };
  const reply = await enlist(null, { ...architecture, hostname: '', power_type: '', power_parameters: '' });
  const node = reply.as(AnonymousNode);
  expect(node).toMatchObject({ power_type: '', architecture: 'amd64/generic' });
  expect(node.hostname).toMatch(/^[a-hjkmnpqrtwxy346789]{5}\.local$/);
});

test.each(['i386', 'i386/generic'])(
  'new with %s and an empty subarchitecture takes that as absent',
  async (architecture) => {
    const reply = await enlist(null, { architecture, subarchitecture: '' });
    expect(reply.as(AnonymousNode).architecture).toBe('i386/generic');
  },
);

test('new with a name made from an address replaces it by a random one', async () => {
  const { hostname } = (await enlist(null, { hostname: '192-168-5-19.domain' })).as(AnonymousNode);
  expect(hostname).toMatch(/^[a-z0-9]{5}\.local$/);
});

test('new at the doubled path of shipped enlistment scripts enlists as at the right one', async () => {
  const form = { op: 'new', architecture: 'i386', mac_addresses: randomMac(), autodetect_nodegroup: '1' };
  const reply = await region.call(null, 'POST', 'nodes/MAAS/api/1.0/nodes/', { urlencoded: form });
  expect(reply.as(AnonymousNode).architecture).toBe('i386/generic');
});

test.each([null, 'user', 'admin'] as const)('new by %s stores power type and JSON power parameters', async (as) => {
  const power = { power_address: '10.0.0.9', power_user: 'maas', power_pass: 'x' };
  const reply = await enlist(as, { power_type: 'ipmi', power_parameters: JSON.stringify(power) });
  const node = as === null ? reply.as(AnonymousNode) : reply.as(Node);
  expect(await storedNode(region, node)).toMatchObject({ powerType: 'ipmi', powerParameters: power });
});

test('new with zone and facts keeps them from an administrator, and ignores them from a user, right or wrong', async () => {
  await makeZone(region, 'rack-7');
  const facts = { zone: 'rack-7', cpu_count: '4', memory: '2048', storage: '1000' };
  const known = { zone: { name: 'rack-7' }, cpu_count: 4, memory: 2048, storage: 1000 };
  expect((await enlist('admin', facts)).as(Node)).toMatchObject(known);
  const node = (await enlist('user', { ...facts, cpu_count: 'junk' })).as(Node);
  expect(node).toMatchObject({ cpu_count: 0, zone: { name: 'default' } });
});

test('new from within the network of no cluster puts the node into the first cluster', async () => {
  const node = (await enlist('user')).as(Node);
  expect((await storedNode(region, node)).nodegroup.uuid).toBe(region.worker.uuid);
});

test.each<[string, Fields, string[]]>([
  ['an architecture without images', { architecture: 'sparc/generic' }, ['architecture']],
  ['no architecture', { architecture: undefined }, ['architecture']],
  ['no MAC address', { mac_addresses: undefined }, ['mac_addresses']],
  ['a malformed MAC address', { mac_addresses: 'junk' }, ['mac_addresses']],
  ['a bad hostname', { hostname: 'a..b' }, ['hostname']],
  [
    'several bad fields',
    { hostname: '-x', architecture: 'no/no', mac_addresses: 'junk' },
    ['architecture', 'hostname', 'mac_addresses'],
  ],
  [
    'bad fields, some of which have to be looked up',
    { architecture: 'no/no', zone: 'nowhere', power_type: 'telekinesis', distro_series: 'warty', memory: 'much' },
    ['architecture', 'distro_series', 'memory', 'power_type', 'zone'],
  ],
  [
    'a subarchitecture in two places and a bad field',
    { architecture: 'amd64/generic', subarchitecture: 'generic', memory: 'much' },
    ['memory'],
  ],
  ['an unknown cluster', { nodegroup: 'nowhere' }, ['nodegroup']],
  ['an unknown power type', { power_type: 'telekinesis' }, ['power_type']],
  ['an unknown series', { distro_series: 'warty' }, ['distro_series']],
])('new with %s is refused under its fields, and writes nothing', async (_what, fields, wrong) => {
  const before = await tableCounts();
  expect((await enlist('admin', fields)).wrongFields).toEqual(wrong);
  expect(await tableCounts()).toEqual(before);
});

test.each<[string, Fields]>([
  ['a subarchitecture in two places', { architecture: 'amd64/generic', subarchitecture: 'generic' }],
  ['power parameters that are not JSON', { power_type: 'ipmi', power_parameters: '{no json' }],
])('new with %s is refused in plain text, and writes nothing', async (_what, fields) => {
  const before = await tableCounts();
  const reply = await enlist(null, fields);
  expect([reply.status, reply.type]).toEqual([400, expect.stringMatching(/^text\/plain/)]);
  expect(await tableCounts()).toEqual(before);
});

test('new with several malformed MAC addresses names them in one message', async () => {
  const reply = await enlist('user', { mac_addresses: [randomMac(), 'x', 'y'] });
  expect(reply.json).toEqual({
    mac_addresses: [
      "One or more MAC addresses are invalid. ('x' is not a valid MAC address. — 'y' is not a valid MAC address.)",
    ],
  });
});

test('new with the MAC address of another node is refused and names it', async () => {
  const mac = macOf(await makeNode(region));
  const reply = await enlist('user', { mac_addresses: mac.toUpperCase() });
  expect([reply.status, reply.json]).toEqual([400, { mac_addresses: [expect.stringContaining(mac)] }]);
});

test('new with the hostname of another node in another case is refused', async () => {
  await makeNode(region, 'declared', { hostname: 'Web-1.Example' });
  const reply = await enlist('user', { hostname: 'wEB-1.eXAMPLE' });
  expect([reply.status, reply.json]).toEqual([400, { hostname: ['Node with this Hostname already exists.'] }]);
});

test('new by ten machines at once whose hostnames differ by case enlists one', async () => {
  const names = Array.from({ length: 10 }, (_, at) =>
    [...'racecasename'].map((c, i) => (i === at ? c.toUpperCase() : c)).join(''),
  );
  const replies = await Promise.all(names.map((hostname) => enlist('user', { hostname })));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)]);
});

test('new by ten machines at once with one name and MAC address enlists one', async () => {
  const twin = { hostname: 'twin', mac_addresses: randomMac() };
  const replies = await Promise.all(Array.from({ length: 10 }, () => enlist(null, twin)));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)]);
});
