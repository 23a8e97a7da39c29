import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../../support/body.js';
import { connectedMacs, makeNetwork } from '../../../support/factories/networks.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { macOf } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';
import { Network } from '../../../support/shapes.js';

const region = useRegion();
let network: Network;
beforeEach(async () => {
  await region.database.prisma.macNetwork.deleteMany();
  await region.database.prisma.network.deleteMany();
  const form = { name: 'net', ip: '10.1.0.0', netmask: '255.255.0.0', vlan_tag: '4094', description: 'old' };
  network = await makeNetwork(region, form);
});

const update = (form: Form, as: As = 'admin', name = 'net') => region.put(as, `networks/${name}/`, form);

test.each<[string, Form, Partial<Network>]>([
  ['a description', { description: 'new' }, { description: 'new' }],
  ['an empty VLAN tag', { vlan_tag: '' }, { vlan_tag: 4094 }],
  ['the VLAN tag 0', { vlan_tag: '0' }, { vlan_tag: null }],
  ['a netmask', { netmask: '255.255.255.0' }, { ip: '10.1.0.0', netmask: '255.255.255.0' }],
  ['an address', { ip: '10.7.7.9' }, { ip: '10.7.0.0', netmask: '255.255.0.0' }],
])('update with %s changes that and keeps the rest', async (_what, form, changed) => {
  expect((await update(form)).as(Network)).toEqual({ ...network, ...changed });
});

test('update with a name moves the network to its new URI', async () => {
  const renamed = (await update({ name: 'renamed' })).as(Network);
  expect(renamed).toEqual({ ...network, name: 'renamed', resource_uri: '/MAAS/api/1.0/networks/renamed/' });
  expect((await region.get('user', 'networks/net/')).status).toBe(404);
});

test('update with MAC addresses attaches exactly these, without any keeps all', async () => {
  const macs = [];
  for (const _ of 'abc') macs.push(macOf(await makeNode(region)));
  const [a = '', b = '', c = ''] = macs;
  (await update({ mac_addresses: [a, b] })).ok();
  (await update({ description: 'x' })).ok();
  expect(new Set(await connectedMacs(region, 'net'))).toEqual(new Set([a, b]));
  (await update({ mac_addresses: [b, c] })).ok();
  expect(new Set(await connectedMacs(region, 'net'))).toEqual(new Set([b, c]));
  (await update({ mac_addresses: '' })).ok();
  expect(await connectedMacs(region, 'net')).toEqual([]);
});

test.each([
  ['vlan_tag', { vlan_tag: '7' }],
  ['name', { name: 'other' }],
])('update with the %s of another network is refused', async (field, form) => {
  await makeNetwork(region, { name: 'other', vlan_tag: '7' });
  expect((await update(form)).wrongFields).toEqual([field]);
});

test('update of different fields by many at once keeps all changes', async () => {
  const changes = [{ description: 'new' }, { vlan_tag: '5' }, { netmask: '255.255.255.0' }];
  await Promise.all(changes.map((change) => update(change)));
  const expected = { description: 'new', vlan_tag: 5, netmask: '255.255.255.0' };
  expect((await region.get('user', 'networks/net/')).json).toMatchObject(expected);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('update by %s is %i, and changes nothing', async (as, status) => {
  expect((await update({ description: 'x' }, as)).status).toBe(status);
  expect((await region.get('user', 'networks/net/')).json).toEqual(network);
});

test('update of an unknown network is 404, before its fields are validated', async () => {
  expect((await update({ name: 'a b' }, 'admin', 'nowhere')).status).toBe(404);
});
