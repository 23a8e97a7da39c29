import { beforeEach, expect, test } from 'vitest';
import { setConfig } from '../../support/factories/configuration.js';
import { bootable, image, reportImages } from '../../support/factories/images.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeTag, tagNodes } from '../../support/factories/tags.js';
import { byIdPath, macOf, nodeKey, nodePath, signal } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { readConfig, readConfigOf } from './boot-config.js';

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.config.deleteMany();
  await reportImages(region);
});

test.each([
  ['declared', 'poweroff'],
  ['commissioning', 'commissioning'],
  ['failed tests', 'poweroff'],
  ['missing', 'poweroff'],
  ['ready', 'poweroff'],
  ['reserved', 'poweroff'],
  ['allocated', 'xinstall'],
  ['retired', 'poweroff'],
] as const)('read for a node in the state %s has the purpose %s', async (state, purpose) => {
  expect((await readConfigOf(region, await makeNode(region, state))).purpose).toBe(purpose);
});

test('read for an installed node has the purpose local, after its release poweroff', async () => {
  const node = await makeNode(region, 'allocated');
  (await region.post(null, byIdPath(node), { op: 'netboot_off' })).ok();
  expect((await readConfigOf(region, node)).purpose).toBe('local');
  (await region.post('user', nodePath(node), { op: 'release' })).ok();
  expect((await readConfigOf(region, node)).purpose).toBe('poweroff');
});

test('read for an allocated node without the tag of the fast installer has the purpose install', async () => {
  const node = await makeNode(region, 'allocated');
  const form = { op: 'update_nodes', remove: node.system_id };
  (await region.post('admin', 'tags/use-fastpath-installer/', form)).ok();
  expect((await readConfigOf(region, node)).purpose).toBe('install');
});

test('read for a node finds it by its MAC address in any spelling, and ignores what the loader says', async () => {
  const traits = { architecture: 'armhf/highbank', hostname: 'board.example.com' };
  const node = await makeNode(region, 'commissioning', traits);
  const mac = macOf(node);
  for (const spelling of [mac, mac.replaceAll(':', '-'), mac.toUpperCase(), mac.replaceAll(':', '')]) {
    const query = { mac: spelling, arch: 'i386', subarch: 'x', cluster_uuid: 'none' };
    expect(await readConfig(region, query)).toMatchObject({
      arch: 'armhf',
      subarch: 'highbank',
      hostname: 'board',
      domain: 'maas',
      label: 'release',
      preseed_url: `${region.api.origin}${byIdPath(node)}?op=get_preseed`,
    });
  }
});

test('read for a node that is commissioned has the release for that', async () => {
  await setConfig(region, 'commissioning_distro_series', 'xenial');
  expect((await readConfigOf(region, await makeNode(region, 'commissioning'))).release).toBe('xenial');
});

test('read for an allocated node has the default release, or the one that it was started with', async () => {
  await setConfig(region, 'default_distro_series', 'bionic');
  const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  expect((await readConfigOf(region, node)).release).toBe('bionic');
  (await region.post('user', nodePath(node), { op: 'start', distro_series: 'precise' })).ok();
  expect((await readConfigOf(region, node)).release).toBe('precise');
});

test('read for a node has the newest image of its subarchitecture, or else one that supports it', async () => {
  await reportImages(region, bootable('amd64', 'hwe-s'));
  const node = await makeNode(region, 'commissioning', { architecture: 'amd64/hwe-s' });
  const generic = image({ purpose: 'commissioning', supported_subarches: 'generic,hwe-s' });
  await reportImages(region, [{ ...generic, supported_subarches: 'generic,HWE-S' }]);
  expect(await readConfigOf(region, node)).toMatchObject({ subarch: 'generic', label: 'release' });
  await reportImages(region, [
    generic,
    image({ purpose: 'commissioning', subarchitecture: 'hwe-s', label: 'daily' }),
    { ...generic, label: 'newer' },
  ]);
  expect(await readConfigOf(region, node)).toMatchObject({ subarch: 'hwe-s', label: 'daily' });
  await reportImages(region, []);
  expect(await readConfigOf(region, node)).toMatchObject({ subarch: 'hwe-s', label: 'no-such-image' });
});

test('read for a node has the kernel options of the region', async () => {
  const node = await makeNode(region, 'commissioning');
  expect((await readConfigOf(region, node)).extra_opts).toBeNull();
  for (const [value, used] of [
    ['of=region', 'of=region'],
    ['3', '3'],
    ['null', ''],
  ] as const) {
    await setConfig(region, 'kernel_opts', value);
    expect((await readConfigOf(region, node)).extra_opts ?? '').toBe(used);
  }
});

test('read for a node has the kernel options of its first tag with any, in place of those of the region', async () => {
  await setConfig(region, 'kernel_opts', 'of=region');
  const [node, other] = [await makeNode(region, 'commissioning'), await makeNode(region)];
  const tag = async (system_id: string, name: string, kernel_opts: string) => {
    await makeTag(region, { name, kernel_opts });
    await tagNodes(region, name, system_id);
  };
  await tag(other.system_id, 'aa-of-another', 'of=another');
  await tag(node.system_id, 'bb-empty', '');
  await tag(node.system_id, 'dd-later', 'of=later');
  await tag(node.system_id, 'cc-first', 'of=first quiet');
  expect((await readConfigOf(region, node)).extra_opts).toBe('of=first quiet');
});

const MODALIASES = '00-maas-04-list-modaliases.out';
const DEVICE = 'pci:v00008086d00001D04sv00001590sd00000048bc01sc04i00';

test("read for a node with a device for a vendor's driver disables the kernel's own driver, unless that is off", async () => {
  const node = await makeNode(region, 'commissioning');
  const key = await nodeKey(region, node.system_id);
  await signal(region, key, 'WORKING', { [MODALIASES]: `acpi:PNP0A03:\n${DEVICE}0\n` });
  expect((await readConfigOf(region, node)).extra_opts).toBe('modprobe.blacklist=ahci');
  await setConfig(region, 'kernel_opts', 'quiet');
  expect((await readConfigOf(region, node)).extra_opts).toBe('quiet modprobe.blacklist=ahci');
  await setConfig(region, 'enable_third_party_drivers', 'false');
  expect((await readConfigOf(region, node)).extra_opts).toBe('quiet');
});

test.each([
  ['a list of a megabyte', `pci:v00008086d00001D04sv00001590sd00000048bc${'sc'.repeat(500_000)}`, 0],
  ['a list of a script that failed', DEVICE, 1],
])('read for a node with %s disables no driver, and is fast', async (_what, list, exitCode) => {
  const node = await makeNode(region, 'commissioning');
  await signal(region, await nodeKey(region, node.system_id), 'WORKING', { [MODALIASES]: list }, exitCode);
  const asked = performance.now();
  expect((await readConfigOf(region, node)).extra_opts).toBeNull();
  expect(performance.now() - asked).toBeLessThan(5_000);
});
