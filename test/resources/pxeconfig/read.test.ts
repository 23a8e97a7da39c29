import { beforeEach, expect, test } from 'vitest';
import type { Form } from '../../support/body.js';
import { makeCluster, type TestCluster } from '../../support/factories/clusters.js';
import { setConfig } from '../../support/factories/configuration.js';
import { IMAGES, reportImages } from '../../support/factories/images.js';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { macOf } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { BootConfig, LOCAL, readConfig, readConfigOf } from './boot-config.js';

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.config.deleteMany();
  await reportImages(region);
});

const read = (query: Form) => region.get(null, 'pxeconfig/', query);

test('read without a MAC address has the configuration with which a machine enlists itself', async () => {
  const reply = await read({ local: LOCAL, remote: '10.9.8.6' });
  expect([reply.status, reply.type]).toEqual([200, 'application/json']);
  expect(reply.as(BootConfig)).toEqual({
    osystem: 'ubuntu',
    arch: 'i386',
    subarch: 'generic',
    release: 'trusty',
    label: 'no-such-image',
    purpose: 'commissioning',
    hostname: 'maas-enlist',
    domain: 'local',
    preseed_url: `${region.api.origin}/MAAS/metadata/latest/enlist-preseed/?op=get_enlist_preseed`,
    log_host: '127.0.0.1',
    fs_host: LOCAL,
    extra_opts: null,
  });
});

test('read with an unknown MAC address alone is 204, so that the loader tries its architecture', async () => {
  for (const query of [{}, { local: LOCAL }]) {
    const reply = await read({ mac: randomMac(), ...query });
    expect([reply.status, reply.bytes.length]).toEqual([204, 0]);
  }
});

test('read with an unknown MAC address and an architecture has the configuration to enlist', async () => {
  const query = { mac: randomMac(), arch: 'armhf', subarch: 'highbank' };
  const expected = { arch: 'armhf', subarch: 'highbank', hostname: 'maas-enlist' };
  expect(await readConfig(region, query)).toMatchObject(expected);
});

test('read with a cluster has its images, of the architecture that most machines run', async () => {
  const cluster_uuid = region.worker.uuid;
  expect(await readConfig(region, { cluster_uuid })).toMatchObject({ arch: 'i386', label: 'release' });
  await reportImages(
    region,
    IMAGES.filter(({ architecture }) => architecture !== 'i386'),
  );
  expect(await readConfig(region, { cluster_uuid })).toMatchObject({ arch: 'amd64', subarch: 'generic' });
  expect(await readConfig(region, { cluster_uuid, label: 'daily' })).toMatchObject({ label: 'daily' });
  await reportImages(region, []);
  expect(await readConfig(region, { cluster_uuid })).toMatchObject({ arch: 'i386', label: 'no-such-image' });
});

test('read to enlist follows the configuration of the region', async () => {
  await setConfig(region, 'enlistment_domain', 'enlist.example.com');
  await setConfig(region, 'commissioning_distro_series', 'xenial');
  await setConfig(region, 'kernel_opts', 'nomodeset');
  const expected = { domain: 'enlist.example.com', release: 'xenial', extra_opts: 'nomodeset' };
  expect(await readConfig(region)).toMatchObject(expected);
});

test('read has the URL of the cluster around the machine, or of the one that is named', async () => {
  const around = (ip: string, subnet_mask: string): Promise<TestCluster> =>
    makeCluster(region, 'accepted', {
      interfaces: [{ interface: 'lo', ip, subnet_mask }],
      maasUrl: 'http://[::1]:80/x/',
    });
  const far = await around('192.0.2.1', '255.255.255.0');
  const named = await readConfig(region, { cluster_uuid: far.uuid });
  expect([named.preseed_url, named.log_host]).toEqual([
    'http://[::1]:80/x/metadata/latest/enlist-preseed/?op=get_enlist_preseed',
    '::1',
  ]);
  const near = await around('127.0.0.9', '255.0.0.0');
  expect((await readConfig(region)).preseed_url).toMatch(/^http:\/\/\[::1\]:80\/x\//);
  (await region.post('admin', 'nodegroups/', { op: 'reject', uuid: near.uuid })).ok();
  expect((await readConfig(region)).preseed_url).toMatch(`${region.api.origin}/MAAS/`);
});

test.each<[string, () => Promise<Form>]>([
  ['nothing', async () => ({})],
  ['an architecture alone', async () => ({ arch: 'amd64' })],
  ['the MAC address of a node alone', async () => ({ mac: macOf(await makeNode(region)) })],
])('read with %s is refused, as it does not name the boot server', async (_what, query) => {
  const reply = await read(await query());
  expect([reply.status, reply.text]).toEqual([400, 'No provided local!']);
});

test('read with credentials has the configuration, too', async () => {
  expect((await region.get('user', 'pxeconfig/', { local: LOCAL })).status).toBe(200);
});

test.each(['', 'nonsense', 'aa:bb:cc:dd:ee', 'aa:bb:cc:dd:ee:ff:00', '\u0000'])(
  'read with the MAC address %j is refused under mac',
  async (mac) => {
    expect((await read({ mac, local: LOCAL })).wrongFields).toEqual(['mac']);
  },
);

test('read with an unknown cluster is refused in a text that names the parameter', async () => {
  const reply = await read({ cluster_uuid: 'no-such-cluster', local: LOCAL });
  expect([reply.status, reply.text]).toEqual([400, expect.stringContaining('cluster_uuid')]);
});

test('read needs the same few statements for any number of nodes, tags and images', async () => {
  const node = await makeNode(region, 'commissioning');
  await readConfigOf(region, node);
  const before = region.queries();
  (await region.post('admin', 'tags/', { op: 'new', name: 'm0', kernel_opts: 'm0' })).ok();
  await makeNode(region, 'commissioning', { tags: ['m0', 'm1', 'm2'] });
  for (let more = 0; more < 3; more += 1) await makeNode(region, 'ready');
  await readConfigOf(region, node);
  expect(region.queries()).toBe(before);
  expect(before).toBeLessThan(6);
});
