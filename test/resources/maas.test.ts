import { hostname } from 'node:os';
import { beforeEach, expect, test } from 'vitest';
import { SERIES } from '../../src/model/series/series-table.js';
import { useRegion } from '../support/region.js';

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.config.deleteMany();
});

const get = async (name: string) => (await region.get('admin', 'maas/', { op: 'get_config', name })).ok().json;
const set = (name: string, value: string) => region.post('admin', 'maas/', { op: 'set_config', name, value });

const DEFAULTS = {
  maas_name: hostname(),
  enlistment_domain: 'local',
  http_proxy: null,
  upstream_dns: null,
  ntp_server: '91.189.94.4',
  default_distro_series: 'trusty',
  commissioning_distro_series: 'trusty',
  main_archive: 'http://archive.ubuntu.com/ubuntu',
  ports_archive: 'http://ports.ubuntu.com/ubuntu-ports',
  kernel_opts: null,
  check_compatibility: false,
  enable_third_party_drivers: true,
};

test.each(Object.entries(DEFAULTS))('%s is %o while it has never been set', async (name, value) => {
  expect(await get(name)).toEqual(value);
});

test('set_config answers OK, and get_config the value as application/json', async () => {
  const reply = await set('maas_name', 'my maas');
  expect([reply.status, reply.type, reply.text]).toEqual([200, 'text/plain', 'OK']);
  const read = await region.get('admin', 'maas/', { op: 'get_config', name: 'maas_name' });
  expect([read.type, read.text]).toEqual(['application/json', '"my maas"']);
});

test.each([
  ['maas_name', 'a "b" c', 'a "b" c'],
  ['maas_name', '"in quotes"', 'in quotes'],
  ['maas_name', '"half', '"half'],
  ['maas_name', '123', 123],
  ['maas_name', '"123"', '123'],
  ['maas_name', '12345678901234567890', '12345678901234567890'],
  ['maas_name', '1e999', '1e999'],
  ['maas_name', 'null', null],
  ['maas_name', 'true', true],
  ['maas_name', '[1, {"a": null}]', [1, { a: null }]],
  ['kernel_opts', 'null', null],
  ['enlistment_domain', '', ''],
  ['kernel_opts', '', ''],
  ['kernel_opts', 'console=ttyS0 µ', 'console=ttyS0 µ'],
  ['upstream_dns', '192.0.2.53', '192.0.2.53'],
  ['upstream_dns', '2001:db8::53', '2001:db8::53'],
  ['upstream_dns', '', ''],
  ['ntp_server', '', ''],
  ['http_proxy', '', ''],
  ['http_proxy', 'http://squid:3128/', 'http://squid:3128/'],
  ['http_proxy', 'proxy.example.com:3128', 'http://proxy.example.com:3128/'],
  ['http_proxy', 'http://[2001:db8::1]:3128', 'http://[2001:db8::1]:3128/'],
  ['main_archive', 'http://example.com/ubuntu', 'http://example.com/ubuntu'],
  ['main_archive', 'https://example.com?x=1', 'https://example.com/?x=1'],
  ['default_distro_series', '', ''],
  ['commissioning_distro_series', '', ''],
  ['check_compatibility', 'true', true],
  ['check_compatibility', 'on', true],
  ['check_compatibility', '1', true],
  ['enable_third_party_drivers', 'False', false],
  ['enable_third_party_drivers', '0', false],
  ['enable_third_party_drivers', '', false],
] as const)('%s set to %j reads %j', async (name, value, expected) => {
  expect((await set(name, value)).status).toBe(200);
  expect(await get(name)).toEqual(expected);
});

test.each([
  ['maas_name', ''],
  ['maas_name', '""'],
  ['maas_name', '"\\u0000"'],
  ['maas_name', '"\\ud800"'],
  ['maas_name', '[{"\\u0000": 1}]'],
  ['maas_name', `${'['.repeat(11)}${']'.repeat(11)}`],
  ['upstream_dns', 'not-an-address'],
  ['upstream_dns', 'fe80::1%eth0'],
  ['ntp_server', 'ntp.example.com'],
  ['http_proxy', 'nonsense'],
  ['http_proxy', 'not a url'],
  ['http_proxy', 'gopher://example.com/'],
  ['main_archive', ''],
  ['ports_archive', 'http://'],
  ['default_distro_series', 'hardy'],
  ['commissioning_distro_series', 'precise'],
  ['commissioning_distro_series', 'saucy'],
])('%s refuses %j under its name and keeps its value', async (name, value) => {
  const before = await get(name);
  const reply = await set(name, value);
  expect([reply.status, Object.keys(Object(reply.json))]).toEqual([400, [name]]);
  expect(await get(name)).toEqual(before);
});

test('every Ubuntu series since precise can be the default, and every one since trusty can commission', async () => {
  const names = SERIES.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['precise', 'quantal', 'raring', 'saucy', 'trusty', 'stonking']));
  for (const name of names) expect((await set('default_distro_series', name)).status).toBe(200);
  for (const name of names.slice(names.indexOf('trusty'))) {
    expect((await set('commissioning_distro_series', name)).status).toBe(200);
  }
});

test('a refused series is answered with those there are', async () => {
  expect((await set('commissioning_distro_series', 'precise')).text).toContain("'trusty', 'utopic'");
});

test.each([[{ value: 'v' }], [{ name: '', value: 'v' }], [{ name: 'maas_name' }]])(
  'set_config with %o is refused with text',
  async (form) => {
    const reply = await region.post('admin', 'maas/', { op: 'set_config', ...form });
    expect([reply.status, reply.type]).toEqual([400, expect.stringContaining('text/plain')]);
  },
);

test('get_config without a name is refused with text', async () => {
  const reply = await region.get('admin', 'maas/', { op: 'get_config' });
  expect([reply.status, reply.type]).toEqual([400, expect.stringContaining('text/plain')]);
});

test.each(['nonsense', 'rpc_region_certificate', 'toString'])('the item %s is unknown, stored or not', async (name) => {
  await region.database.prisma.config.create({ data: { name, value: 'secret' } });
  for (const reply of [await region.get('admin', 'maas/', { op: 'get_config', name }), await set(name, 'x')]) {
    expect([reply.status, Object.keys(Object(reply.json))]).toEqual([400, [name]]);
    expect(reply.text).not.toContain('secret');
  }
});

test.each(['user', 'worker', null] as const)('%s may neither read nor write it (403)', async (as) => {
  expect((await region.get(as, 'maas/', { op: 'get_config', name: 'maas_name' })).status).toBe(403);
  const form = { op: 'set_config', name: 'maas_name', value: 'x' };
  expect((await region.post(as, 'maas/', form)).status).toBe(403);
  expect(await get('maas_name')).toBe(hostname());
});

test('of settings made at the same time one remains, and none fails', async () => {
  const values = Array.from({ length: 8 }, (_, at) => `maas-${at}`);
  const replies = await Promise.all(values.map((value) => set('maas_name', value)));
  expect(replies.map(({ status }) => status)).toEqual(values.map(() => 200));
  expect(values).toContain(await get('maas_name'));
});
