import { hostname } from 'node:os';
import { beforeEach, expect, test } from 'vitest';
import { SERIES } from '../../../src/model/series/series-table.js';
import type { Form } from '../../support/body.js';
import { getConfig } from '../../support/factories/configuration.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();
beforeEach(() => region.database.prisma.config.deleteMany());

const set = (name: string, value: string, as: As = 'admin') =>
  region.post(as, 'maas/', { op: 'set_config', name, value });

test('set_config answers OK', async () => {
  const reply = await set('maas_name', 'my maas');
  expect([reply.status, reply.type, reply.text]).toEqual([200, 'text/plain', 'OK']);
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
  [
    'http_proxy',
    'http://user:p%40ss@my_squid.x-1.example.com.:3128/',
    'http://user:p%40ss@my_squid.x-1.example.com.:3128/',
  ],
  ['http_proxy', 'http://bücher.example/', 'http://bücher.example/'],
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
] as const)('set_config of %s to %j reads back as %j', async (name, value, expected) => {
  expect((await set(name, value)).status).toBe(200);
  expect(await getConfig(region, name)).toEqual(expected);
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
  ['http_proxy', 'http://-x-.example.com/'],
  ['http_proxy', '-x-.example.com:3128'],
  ['http_proxy', 'http://a..example.com/'],
  ['http_proxy', `http://${'x'.repeat(64)}.example.com/`],
  ['http_proxy', `http://${'x.'.repeat(130)}com/`],
  ['http_proxy', 'http://squid!:3128/'],
  ['http_proxy', 'http:///squid:3128/'],
  ['http_proxy', 'http://squid\\@example.com/'],
  ['main_archive', 'http://example.com-/ubuntu'],
  ['main_archive', ''],
  ['ports_archive', 'http://*.example.com/'],
  ['ports_archive', 'http://'],
  ['default_distro_series', 'hardy'],
  ['commissioning_distro_series', 'precise'],
  ['commissioning_distro_series', 'saucy'],
])('set_config of %s to %j is refused under its name, and keeps its value', async (name, value) => {
  const before = await getConfig(region, name);
  expect((await set(name, value)).wrongFields).toEqual([name]);
  expect(await getConfig(region, name)).toEqual(before);
});

const SERIES_NAMES = SERIES.map(({ name }) => name);

test('set_config of the default series accepts every series since precise', async () => {
  const some = ['precise', 'quantal', 'raring', 'saucy', 'trusty', 'stonking'];
  expect(SERIES_NAMES).toEqual(expect.arrayContaining(some));
  for (const name of SERIES_NAMES) expect((await set('default_distro_series', name)).status).toBe(200);
});

test('set_config of the commissioning series accepts every series since trusty', async () => {
  for (const name of SERIES_NAMES.slice(SERIES_NAMES.indexOf('trusty'))) {
    expect((await set('commissioning_distro_series', name)).status).toBe(200);
  }
});

test('set_config to an unknown series names the accepted ones', async () => {
  expect((await set('commissioning_distro_series', 'precise')).text).toContain("'trusty', 'utopic'");
});

test.each<[string, Form]>([
  ['no name', { value: 'v' }],
  ['an empty name', { name: '', value: 'v' }],
  ['no value', { name: 'maas_name' }],
])('set_config with %s is refused in plain text', async (_what, form) => {
  const reply = await region.post('admin', 'maas/', { op: 'set_config', ...form });
  expect([reply.status, reply.type]).toEqual([400, expect.stringContaining('text/plain')]);
});

test.each(['nonsense', 'rpc_region_certificate', 'toString'])(
  'set_config of the unknown item %s is refused under its name, even if it is stored',
  async (name) => {
    await region.database.prisma.config.create({ data: { name, value: 'secret' } });
    const reply = await set(name, 'x');
    expect([reply.wrongFields, reply.text.includes('secret')]).toEqual([[name], false]);
  },
);

test.each(['user', 'worker', null] as const)('set_config by %s is 403, and changes nothing', async (as) => {
  expect((await set('maas_name', 'x', as)).status).toBe(403);
  expect(await getConfig(region, 'maas_name')).toBe(hostname());
});

test('set_config by many at once keeps one of the values, and all succeed', async () => {
  const values = Array.from({ length: 8 }, (_, at) => `maas-${at}`);
  const replies = await Promise.all(values.map((value) => set('maas_name', value)));
  expect(replies.map(({ status }) => status)).toEqual(values.map(() => 200));
  expect(values).toContain(await getConfig(region, 'maas_name'));
});
