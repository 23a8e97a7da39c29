import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { connectedMacs, makeNetwork } from '../../support/factories/networks.js';
import { makeNode } from '../../support/factories/nodes.js';
import { macOf } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Network } from '../../support/shapes.js';

const NET = { name: 'net', ip: '10.1.0.0', netmask: '255.255.0.0' };

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.macNetwork.deleteMany();
  await region.database.prisma.network.deleteMany();
});

const create = (form: Form, as: As = 'admin') => region.post(as, 'networks/', form);
const count = () => region.database.prisma.network.count();

test('create with all fields answers the network with its six keys', async () => {
  const network = (await create({ ...NET, vlan_tag: '23', description: 'storage' })).as(Network);
  const resource_uri = '/MAAS/api/1.0/networks/net/';
  expect(network).toEqual({ ...NET, vlan_tag: 23, description: 'storage', resource_uri });
  expect((await region.get('user', 'networks/net/')).json).toEqual(network);
});

test('create with MAC addresses attaches them', async () => {
  const macs = [macOf(await makeNode(region)), macOf(await makeNode(region))];
  (await create({ ...NET, mac_addresses: macs })).ok();
  expect(new Set(await connectedMacs(region, 'net'))).toEqual(new Set(macs));
});

test('create without name, ip and netmask names all three', async () => {
  const required = ['This field is required.'];
  const reply = await create({ description: 'nothing else' });
  expect([reply.status, reply.json]).toEqual([400, { name: required, ip: required, netmask: required }]);
});

test.each([
  ['10.9.8.7', '255.255.0.0', '10.9.0.0', '255.255.0.0'],
  ['10.9.8.7', '255.255.255.254', '10.9.8.6', '255.255.255.254'],
  ['2001:DB8::17', 'ffff:ffff:ffff:ffff::', '2001:db8::', 'ffff:ffff:ffff:ffff::'],
])('create of %s/%s zeroes the bits of hosts', async (ip, netmask, base, mask) => {
  expect((await create({ ...NET, ip, netmask })).as(Network)).toMatchObject({ ip: base, netmask: mask });
});

test.each([
  ['ip', { ip: '10.1.2' }],
  ['ip', { ip: '300.1.1.0' }],
  ['ip', { ip: 'net.example.com' }],
  ['ip', { ip: 'fe80::1%eth0', netmask: 'ffff::' }],
  ['ip', { ip: '10.1.0.0/16' }],
  ['netmask', { netmask: '255.255.255.255' }],
  ['netmask', { netmask: '0.0.0.0' }],
  ['netmask', { netmask: '255.254.255.0' }],
  ['netmask', { netmask: '24' }],
  ['netmask', { netmask: 'mask' }],
  ['netmask', { netmask: 'ffff::' }],
  ['netmask', { ip: '2001:db8::', netmask: '::' }],
  ['netmask', { ip: '2001:db8::', netmask: 'ffff::ffff' }],
  ['vlan_tag', { vlan_tag: '4095' }],
  ['vlan_tag', { vlan_tag: '4096' }],
  ['vlan_tag', { vlan_tag: '-1' }],
  ['vlan_tag', { vlan_tag: 'many' }],
  ['vlan_tag', { vlan_tag: '1.5' }],
  ['name', { name: 'a/b' }],
  ['name', { name: 'a\\b' }],
  ['name', { name: 'x'.repeat(256) }],
  ['mac_addresses', { mac_addresses: '02:00:00:00:00:77' }],
  ['mac_addresses', { mac_addresses: 'no address' }],
])('create with a bad %s is refused under its name, and stores nothing: %o', async (field, form) => {
  expect((await create({ ...NET, ...form })).wrongFields).toEqual([field]);
  expect(await count()).toBe(0);
});

test.each([
  ['within another', '10.1.9.0', '255.255.255.0'],
  ['around another', '10.0.0.0', '255.0.0.0'],
])('create of a network %s is refused under ip and netmask, and names the other', async (_what, ip, netmask) => {
  await makeNetwork(region, { ...NET, name: 'other' });
  const message = [expect.stringContaining('other')];
  const reply = await create({ name: 'net', ip, netmask });
  expect([reply.status, reply.json]).toEqual([400, { ip: message, netmask: message }]);
});

test.each([
  ['255.255.0.0', ['ip']],
  ['255.254.0.0', ['ip', 'netmask']],
  ['255.255.255.0', ['ip']],
])('create with the base of another network and the netmask %s is refused under %j', async (netmask, fields) => {
  await makeNetwork(region, { ...NET, name: 'other' });
  expect((await create({ ...NET, netmask })).wrongFields).toEqual(fields);
});

test('create by many at once with one range makes one network', async () => {
  const form = (name: string, at: number) => ({ name, ip: `10.1.${at}.0`, netmask: '255.255.0.0' });
  const replies = await Promise.all(['a', 'b', 'c', 'd'].map((name, at) => create(form(name, at))));
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  expect(await count()).toBe(1);
});

test('create with the name or VLAN tag of another network is refused under its field', async () => {
  await makeNetwork(region, { ...NET, vlan_tag: '7' });
  const name = await create({ ...NET, ip: '10.2.0.0' });
  expect([name.status, name.json]).toEqual([400, { name: ['Network with this Name already exists.'] }]);
  const other = { name: 'other', ip: '10.2.0.0', netmask: '255.255.0.0' };
  expect((await create({ ...other, vlan_tag: '7' })).wrongFields).toEqual(['vlan_tag']);
});

test.each(['0', ''])('create with the VLAN tag %j has none, for any number of networks', async (vlan_tag) => {
  for (const at of [1, 2]) {
    const form = { ...NET, name: `net-${at}`, ip: `10.${at}.0.0`, vlan_tag };
    expect((await create(form)).as(Network).vlan_tag).toBeNull();
  }
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('create by %s is %i, and stores nothing', async (as, status) => {
  expect((await create(NET, as)).status).toBe(status);
  expect(await count()).toBe(0);
});
