import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type As, useRegion } from '../support/region.js';

const Network = z.strictObject({
  name: z.string(),
  ip: z.string(),
  netmask: z.string(),
  vlan_tag: z.int().nullable(),
  description: z.string(),
  resource_uri: z.string(),
});
type Form = Readonly<Record<string, string>>;

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.network.deleteMany();
});

const NET: Form = { name: 'net', ip: '10.1.0.0', netmask: '255.255.0.0' };
const post = (form: Form, as: As = 'admin') => region.post(as, 'networks/', form);
const create = async (form: Form = {}) => (await post({ ...NET, ...form })).as(Network);
const names = async () => (await region.get('user', 'networks/')).as(z.array(Network)).map(({ name }) => name);
const fieldsOf = (json: unknown) => Object.keys(Object(json)).sort();

test('a network is made with all its fields and shown by six keys', async () => {
  const network = await create({ vlan_tag: '23', description: 'storage' });
  const resource_uri = '/MAAS/api/1.0/networks/net/';
  expect(network).toEqual({ ...NET, vlan_tag: 23, description: 'storage', resource_uri });
  expect((await region.get('user', 'networks/net/')).json).toEqual(network);
});

test('name, ip and netmask are mandatory, and told together', async () => {
  const reply = await post({ description: 'nothing else' });
  expect([reply.status, reply.json]).toEqual([
    400,
    {
      name: ['This field is required.'],
      ip: ['This field is required.'],
      netmask: ['This field is required.'],
    },
  ]);
});

test.each([
  ['10.9.8.7', '255.255.0.0', '10.9.0.0', '255.255.0.0'],
  ['10.9.8.7', '255.255.255.254', '10.9.8.6', '255.255.255.254'],
  ['2001:DB8::17', 'ffff:ffff:ffff:ffff::', '2001:db8::', 'ffff:ffff:ffff:ffff::'],
])('the host bits of %s/%s are zeroed', async (ip, netmask, base, mask) => {
  expect(await create({ ip, netmask })).toMatchObject({ ip: base, netmask: mask });
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
])('a bad %s is refused under its name, and nothing made: %o', async (field, form) => {
  const reply = await post({ ...NET, ...form });
  expect([reply.status, fieldsOf(reply.json)]).toEqual([400, [field]]);
  expect(await names()).toEqual([]);
});

test.each([
  ['within it', '10.1.9.0', '255.255.255.0'],
  ['around it', '10.0.0.0', '255.0.0.0'],
])('a network %s is refused under ip and netmask, with the name of the other', async (_, ip, netmask) => {
  await create({ name: 'other' });
  const reply = await post({ name: 'net', ip, netmask });
  const message = [expect.stringContaining('other')];
  expect([reply.status, reply.json]).toEqual([400, { ip: message, netmask: message }]);
});

test.each(['255.255.0.0', '255.254.0.0', '255.255.255.0'])(
  'an equal base is refused under ip (%s)',
  async (netmask) => {
    await create({ name: 'other' });
    const reply = await post({ name: 'net', ip: '10.1.0.0', netmask });
    const expected = netmask === '255.254.0.0' ? ['ip', 'netmask'] : ['ip'];
    expect([reply.status, fieldsOf(reply.json)]).toEqual([400, expected]);
  },
);

test('networks that ask for one range at the same time: one gets it', async () => {
  const replies = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name, at) => post({ name, ip: `10.1.${at}.0`, netmask: '255.255.0.0' })),
  );
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400, 400]);
  expect(await names()).toHaveLength(1);
});

test('a taken name or VLAN tag is refused under its field, on PUT as well', async () => {
  await create({ vlan_tag: '7' });
  const name = await post({ ...NET, ip: '10.2.0.0' });
  expect([name.status, name.json]).toEqual([400, { name: ['Network with this Name already exists.'] }]);
  const other = { name: 'other', ip: '10.2.0.0', netmask: '255.255.0.0' };
  expect(fieldsOf((await post({ ...other, vlan_tag: '7' })).json)).toEqual(['vlan_tag']);
  await create(other);
  expect(fieldsOf((await region.put('admin', 'networks/other/', { vlan_tag: '7' })).json)).toEqual(['vlan_tag']);
  expect(fieldsOf((await region.put('admin', 'networks/other/', { name: 'net' })).json)).toEqual(['name']);
});

test('VLAN tag 0 and none at all read null, for any number of networks', async () => {
  for (const [at, vlan_tag] of ['0', '', '0'].entries()) {
    expect((await create({ name: `net${at}`, ip: `10.${at}.0.0`, vlan_tag })).vlan_tag).toBeNull();
  }
});

test('PUT keeps what is not sent; an empty VLAN tag keeps the tag, 0 clears it', async () => {
  const network = await create({ vlan_tag: '4094', description: 'old' });
  const put = async (form: Form) => (await region.put('admin', 'networks/net/', form)).as(Network);
  expect(await put({ description: 'new' })).toEqual({ ...network, description: 'new' });
  expect((await put({ vlan_tag: '' })).vlan_tag).toBe(4094);
  expect((await put({ vlan_tag: '0' })).vlan_tag).toBeNull();
  expect(await put({ netmask: '255.255.255.0' })).toMatchObject({ ip: '10.1.0.0', netmask: '255.255.255.0' });
  expect(await put({ ip: '10.1.7.9' })).toMatchObject({ ip: '10.1.7.0', netmask: '255.255.255.0' });
  expect((await put({ name: 'renamed' })).resource_uri).toBe('/MAAS/api/1.0/networks/renamed/');
  expect((await region.get('user', 'networks/net/')).status).toBe(404);
});

test('changes of different fields at the same time are all kept', async () => {
  await create();
  await Promise.all([
    region.put('admin', 'networks/net/', { description: 'new' }),
    region.put('admin', 'networks/net/', { vlan_tag: '5' }),
    region.put('admin', 'networks/net/', { netmask: '255.255.255.0' }),
  ]);
  const expected = { description: 'new', vlan_tag: 5, netmask: '255.255.255.0' };
  expect((await region.get('user', 'networks/net/')).json).toMatchObject(expected);
});

test('the list is ordered by name', async () => {
  for (const [at, name] of ['c', 'a', 'b'].entries()) await create({ name, ip: `10.${at}.0.0` });
  expect(await names()).toEqual(['a', 'b', 'c']);
});

test('DELETE takes a network away, and repeats without harm', async () => {
  await create();
  for (const _ of ['once', 'twice']) expect((await region.delete('admin', 'networks/net/')).status).toBe(204);
  expect(await names()).toEqual([]);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('%s may not write networks (%i)', async (as, status) => {
  const network = await create();
  expect((await post({ ...NET, name: 'forbidden', ip: '10.2.0.0' }, as)).status).toBe(status);
  expect((await region.put(as, 'networks/net/', { description: 'x' })).status).toBe(status);
  expect((await region.delete(as, 'networks/net/')).status).toBe(status);
  for (const op of ['connect_macs', 'disconnect_macs']) {
    expect((await region.post(as, 'networks/net/', { op })).status).toBe(status);
  }
  expect((await region.get('admin', 'networks/')).json).toEqual([network]);
});

test('an unknown network is not found; a POST without op is unknown', async () => {
  expect((await region.get('user', 'networks/nowhere/')).status).toBe(404);
  expect((await region.get('user', 'networks/nowhere/', { op: 'list_connected_macs' })).status).toBe(404);
  expect((await region.put('admin', 'networks/nowhere/', { name: 'a b' })).status).toBe(404);
  for (const op of ['connect_macs', 'disconnect_macs']) {
    expect((await region.post('admin', 'networks/nowhere/', { op, macs: 'x' })).status).toBe(404);
  }
  expect((await region.post('admin', 'networks/nowhere/', {})).status).toBe(400);
});
