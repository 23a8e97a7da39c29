import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { IMAGES, reportImages } from '../support/factories/images.js';
import { makeNode, randomMac } from '../support/factories/nodes.js';
import { DECLARED, nodeKey, signal } from '../support/nodes.js';
import { useRegion } from '../support/region.js';
import type { Node } from '../support/shapes.js';

const Config = z.strictObject({
  osystem: z.literal('ubuntu'),
  arch: z.string(),
  subarch: z.string(),
  release: z.string(),
  label: z.string(),
  purpose: z.enum(['commissioning', 'install', 'xinstall', 'local', 'poweroff']),
  hostname: z.string(),
  domain: z.string(),
  preseed_url: z.string(),
  log_host: z.string(),
  fs_host: z.string(),
  extra_opts: z.string().nullable(),
});

const region = useRegion();
beforeEach(async () => {
  await region.database.prisma.config.deleteMany();
  await reportImages(region);
});

type Query = Readonly<Record<string, string>>;
const LOCAL = '10.9.8.7';
const request = (query: Query) => region.get(null, 'pxeconfig/', query);
const ask = async (query: Query) => (await request({ local: LOCAL, ...query })).as(Config);
const macOf = ({ macaddress_set: [mac] }: Node) => mac?.mac_address ?? '';
const askFor = (node: Node) => ask({ mac: macOf(node) });
const set = async (name: string, value: string) =>
  (await region.post('admin', 'maas/', { op: 'set_config', name, value })).ok();

async function commissioningNode(fields = {}): Promise<Node> {
  const node = await makeNode(region, 'declared', fields);
  (await region.post('admin', 'nodes/', { op: 'accept', nodes: node.system_id })).ok();
  return node;
}

async function tag(node: Node, name: string, kernel_opts: string): Promise<void> {
  (await region.post('admin', 'tags/', { op: 'new', name, kernel_opts })).ok();
  (await region.post('admin', `tags/${name}/`, { op: 'update_nodes', add: node.system_id })).ok();
}

/** A cluster whose nodes reach the region by another URL, around an address. */
async function clusterAt(uuid: string, ip: string, subnetMask: string): Promise<void> {
  const interfaces = JSON.stringify([{ interface: 'lo', ip, subnet_mask: subnetMask }]);
  (await region.post(null, 'nodegroups/', { op: 'register', uuid, interfaces })).ok();
  await region.database.prisma.nodegroup.update({
    where: { uuid },
    data: { status: 1, maasUrl: 'http://[::1]:80/x/' },
  });
}

describe('a machine that is not known', () => {
  test('enlists itself, with the boot configuration of nobody', async () => {
    const reply = await request({ local: LOCAL, remote: '10.9.8.6' });
    expect([reply.status, reply.type]).toEqual([200, 'application/json']);
    expect(reply.as(Config)).toEqual({
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

  test('gets nothing for its MAC address alone, so that its loader tries the default of its architecture', async () => {
    for (const query of [{}, { local: LOCAL }]) {
      const reply = await request({ mac: randomMac(), ...query });
      expect([reply.status, reply.bytes.length]).toEqual([204, 0]);
    }
    expect(await ask({ mac: randomMac(), arch: 'armhf', subarch: 'highbank' })).toMatchObject({
      arch: 'armhf',
      subarch: 'highbank',
      hostname: 'maas-enlist',
    });
  });

  test('boots the images of the cluster that is named, of the architecture that most machines run', async () => {
    const cluster_uuid = region.worker.uuid;
    expect(await ask({ cluster_uuid })).toMatchObject({ arch: 'i386', label: 'release' });
    await reportImages(
      region,
      IMAGES.filter(({ architecture }) => architecture !== 'i386'),
    );
    expect(await ask({ cluster_uuid })).toMatchObject({ arch: 'amd64', subarch: 'generic' });
    expect(await ask({ cluster_uuid, label: 'daily' })).toMatchObject({ label: 'daily' });
    await reportImages(region, []);
    expect(await ask({ cluster_uuid })).toMatchObject({ arch: 'i386', label: 'no-such-image' });
  });

  test('follows the configuration of the region', async () => {
    await set('enlistment_domain', 'enlist.example.com');
    await set('commissioning_distro_series', 'xenial');
    await set('kernel_opts', 'nomodeset');
    expect(await ask({})).toMatchObject({ domain: 'enlist.example.com', release: 'xenial', extra_opts: 'nomodeset' });
  });

  test('reaches the region by the URL of the cluster around it, or of the one that is named', async () => {
    await clusterAt('far-cluster', '192.0.2.1', '255.255.255.0');
    const far = await ask({ cluster_uuid: 'far-cluster' });
    expect([far.preseed_url, far.log_host]).toEqual([
      'http://[::1]:80/x/metadata/latest/enlist-preseed/?op=get_enlist_preseed',
      '::1',
    ]);
    await clusterAt('near-cluster', '127.0.0.9', '255.0.0.0');
    expect((await ask({})).preseed_url).toMatch(/^http:\/\/\[::1\]:80\/x\//);
    await region.database.prisma.nodegroup.update({ where: { uuid: 'near-cluster' }, data: { status: 2 } });
    expect((await ask({})).preseed_url).toMatch(`${region.api.origin}/MAAS/`);
  });
});

describe('a node', () => {
  test('boots by its state: to be commissioned, to be installed, from its disk, or not at all', async () => {
    const node = await makeNode(region);
    expect([node.status, (await askFor(node)).purpose]).toEqual([DECLARED, 'poweroff']);
    (await region.post('admin', 'nodes/', { op: 'accept', nodes: node.system_id })).ok();
    expect((await askFor(node)).purpose).toBe('commissioning');
    await signal(region, await nodeKey(region, node.system_id), 'OK');
    expect((await askFor(node)).purpose).toBe('poweroff');
    (await region.post('user', 'nodes/', { op: 'acquire', name: node.hostname })).ok();
    expect((await askFor(node)).purpose).toBe('xinstall');
    const path = `/MAAS/metadata/latest/by-id/${node.system_id}/`;
    (await region.post(null, path, { op: 'netboot_off' })).ok();
    expect((await askFor(node)).purpose).toBe('local');
    (await region.post('user', `nodes/${node.system_id}/`, { op: 'release' })).ok();
    expect((await askFor(node)).purpose).toBe('poweroff');
  });

  test.each([2, 3, 5, 7])('of state %i is switched off', async (status) => {
    const node = await makeNode(region, 'ready');
    await region.database.prisma.node.update({ where: { systemId: node.system_id }, data: { status } });
    expect((await askFor(node)).purpose).toBe('poweroff');
  });

  test('without the tag of the fast installer is installed by the other one', async () => {
    const node = await makeNode(region, 'allocated');
    (await region.post('admin', 'tags/use-fastpath-installer/', { op: 'update_nodes', remove: node.system_id })).ok();
    expect((await askFor(node)).purpose).toBe('install');
  });

  test('is known by its MAC address in every spelling, and what the loader tells otherwise does not count', async () => {
    const node = await commissioningNode({ architecture: 'armhf/highbank', hostname: 'board.example.com' });
    const mac = macOf(node);
    for (const spelling of [mac, mac.replaceAll(':', '-'), mac.toUpperCase(), mac.replaceAll(':', '')]) {
      expect(await ask({ mac: spelling, arch: 'i386', subarch: 'x', cluster_uuid: 'none' })).toMatchObject({
        arch: 'armhf',
        subarch: 'highbank',
        hostname: 'board',
        domain: 'maas',
        label: 'release',
        preseed_url: `${region.api.origin}/MAAS/metadata/latest/by-id/${node.system_id}/?op=get_preseed`,
      });
    }
  });

  test('is commissioned with one release, and installed with its own or the default one', async () => {
    await set('commissioning_distro_series', 'xenial');
    await set('default_distro_series', 'bionic');
    const node = await commissioningNode({ power_type: 'ether_wake' });
    expect((await askFor(node)).release).toBe('xenial');
    await signal(region, await nodeKey(region, node.system_id), 'OK');
    (await region.post('user', 'nodes/', { op: 'acquire', name: node.hostname })).ok();
    expect((await askFor(node)).release).toBe('bionic');
    (await region.post('user', `nodes/${node.system_id}/`, { op: 'start', distro_series: 'precise' })).ok();
    expect((await askFor(node)).release).toBe('precise');
  });

  test('boots an image that supports its subarchitecture when there is none of just that', async () => {
    const generic = { ...IMAGES[0], architecture: 'amd64', subarchitecture: 'generic', purpose: 'commissioning' };
    await reportImages(
      region,
      ['commissioning', 'install', 'xinstall'].map((purpose) => ({ ...generic, subarchitecture: 'hwe-s', purpose })),
    );
    const node = await commissioningNode({ architecture: 'amd64/hwe-s' });
    await reportImages(region, [{ ...generic, supported_subarches: 'generic,HWE-S' }]);
    expect(await askFor(node)).toMatchObject({ subarch: 'generic', label: 'release' });
    await reportImages(region, [
      { ...generic, supported_subarches: 'generic,hwe-s' },
      { ...generic, subarchitecture: 'hwe-s', label: 'daily' },
      { ...generic, supported_subarches: 'generic,hwe-s', label: 'newer' },
    ]);
    expect(await askFor(node)).toMatchObject({ subarch: 'hwe-s', label: 'daily' });
    await reportImages(region, []);
    expect(await askFor(node)).toMatchObject({ subarch: 'hwe-s', label: 'no-such-image' });
  });

  test('gets the kernel options of its first tag that has any, else those of the region', async () => {
    const node = await commissioningNode();
    expect((await askFor(node)).extra_opts).toBeNull();
    await set('kernel_opts', 'of=region');
    expect((await askFor(node)).extra_opts).toBe('of=region');
    for (const [value, used] of [
      ['3', '3'],
      ['null', ''],
    ] as const) {
      await set('kernel_opts', value);
      expect((await askFor(node)).extra_opts ?? '').toBe(used);
    }
    await tag(await makeNode(region), 'aa-of-another', 'of=another');
    await tag(node, 'bb-empty', '');
    await tag(node, 'dd-later', 'of=later');
    await tag(node, 'cc-first', 'of=first quiet');
    expect((await askFor(node)).extra_opts).toBe('of=first quiet');
  });

  test("with a device for a vendor's driver boots without the kernel's own, unless that is turned off", async () => {
    const node = await commissioningNode();
    const key = await nodeKey(region, node.system_id);
    const name = '00-maas-04-list-modaliases.out';
    const device = 'pci:v00008086d00001D04sv00001590sd00000048bc01sc04i00';
    await signal(region, key, 'WORKING', { [name]: `acpi:PNP0A03:\n${device}0\n` });
    expect((await askFor(node)).extra_opts).toBe('modprobe.blacklist=ahci');
    await set('kernel_opts', 'quiet');
    expect((await askFor(node)).extra_opts).toBe('quiet modprobe.blacklist=ahci');
    await set('enable_third_party_drivers', 'false');
    expect((await askFor(node)).extra_opts).toBe('quiet');
    await set('enable_third_party_drivers', 'true');
    const endless = `pci:v00008086d00001D04sv00001590sd00000048bc${'sc'.repeat(500_000)}`;
    await signal(region, key, 'WORKING', { [name]: endless });
    const asked = performance.now();
    expect((await askFor(node)).extra_opts).toBe('quiet');
    expect(performance.now() - asked).toBeLessThan(5_000);
    await signal(region, key, 'WORKING', { [name]: device }, 1);
    expect((await askFor(node)).extra_opts).toBe('quiet');
  });
});

describe('a request', () => {
  test('must name the address of its server, whoever asks', async () => {
    const node = await commissioningNode();
    for (const query of [{}, { arch: 'amd64' }, { mac: macOf(node) }]) {
      const reply = await request(query);
      expect([reply.status, reply.text]).toEqual([400, 'No provided local!']);
    }
    expect((await region.get('user', 'pxeconfig/', { local: LOCAL })).status).toBe(200);
  });

  test('that makes no sense is refused with the name of what is wrong', async () => {
    for (const mac of ['', 'nonsense', 'aa:bb:cc:dd:ee', 'aa:bb:cc:dd:ee:ff:00', '\u0000']) {
      const reply = await request({ mac, local: LOCAL });
      expect([mac, reply.status, Object.keys(reply.json ?? {})]).toEqual([mac, 400, ['mac']]);
    }
    const unknown = await request({ cluster_uuid: 'no-such-cluster', local: LOCAL });
    expect([unknown.status, unknown.text]).toEqual([400, expect.stringContaining('cluster_uuid')]);
  });

  test('has no other verbs', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect((await region.call(null, method, 'pxeconfig/')).status).toBe(405);
    }
  });

  test('costs the same few statements, however many nodes, tags and images there are', async () => {
    const node = await commissioningNode();
    await askFor(node);
    const before = region.queries();
    for (const name of ['m1', 'm2', 'm3']) await tag(node, name, name);
    for (let more = 0; more < 3; more += 1) await makeNode(region, 'ready');
    await askFor(node);
    expect(region.queries()).toBe(before);
    expect(before).toBeLessThan(6);
  });
});
