import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { getConfig, setConfig } from '../../support/factories/configuration.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

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

test.each(Object.entries(DEFAULTS))('get_config of %s before it was set is %o', async (name, value) => {
  expect(await getConfig(region, name)).toEqual(value);
});

test('get_config answers the value as application/json', async () => {
  await setConfig(region, 'maas_name', 'my maas');
  const reply = await region.get('admin', 'maas/', { op: 'get_config', name: 'maas_name' });
  expect([reply.type, reply.text]).toEqual(['application/json', '"my maas"']);
});

test('get_config without a name is refused in plain text', async () => {
  const reply = await region.get('admin', 'maas/', { op: 'get_config' });
  expect([reply.status, reply.type]).toEqual([400, expect.stringContaining('text/plain')]);
});

test.each(['nonsense', 'rpc_region_certificate', 'toString'])(
  'get_config of the unknown item %s is refused under its name, even if it is stored',
  async (name) => {
    await region.database.prisma.config.create({ data: { name, value: 'secret' } });
    const reply = await region.get('admin', 'maas/', { op: 'get_config', name });
    expect([reply.wrongFields, reply.text.includes('secret')]).toEqual([[name], false]);
  },
);

test.each(['user', 'worker', null] as const)('get_config by %s is 403', async (as) => {
  expect((await region.get(as, 'maas/', { op: 'get_config', name: 'maas_name' })).status).toBe(403);
});
