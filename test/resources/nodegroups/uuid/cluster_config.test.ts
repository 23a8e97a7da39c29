import { createHash, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { clusterConfig } from '../../../../src/cluster/config.js';
import { notifyOfCluster } from '../../../../src/db/notifications/notifications.js';
import { Folders } from '../../../../src/images/folders.js';
import { Tree } from '../../../../src/images/tree.js';
import { MANAGED, makeCluster, storedCluster } from '../../../support/factories/clusters.js';
import { type As, useRegion } from '../../../support/region.js';
import { configRequests, OP } from './config-requests.js';

const region = useRegion();
const { read, configOf, makeWithNode, answerAfter } = configRequests(region);

test('cluster_config has all that the cluster needs, with empty texts for what is not set', async () => {
  const { cluster, node } = await makeWithNode();
  const { version, ...config } = await configOf(cluster);
  expect(version).toMatch(/^[0-9a-f]{64}$/);
  const { router_ip, ...shown } = MANAGED;
  expect(config).toEqual({
    uuid: cluster.uuid,
    name: 'maas',
    maas_url: `${region.api.origin}/MAAS`,
    ntp_server: '91.189.94.4',
    upstream_dns: '',
    http_proxy: '',
    interfaces: [{ ...shown, router_ip, management: 1 }],
    hosts: [{ hostname: node.hostname.split('.')[0], macs: node.macaddress_set.map(({ mac_address }) => mac_address) }],
    images: [],
  });
  expect((await configOf(cluster)).version).toBe(version);
});

test('cluster_config has the recorded URL of the cluster, and empty texts for addresses of an unmanaged interface', async () => {
  const cluster = await makeCluster(region, 'accepted', {
    maasUrl: 'http://region.example/MAAS',
    interfaces: [{ interface: 'eth1', ip: '10.9.0.1', subnet_mask: null }],
  });
  const { maas_url, interfaces } = JSON.parse((await read(cluster)).ok().text);
  expect(maas_url).toBe('http://region.example/MAAS');
  const empty = { subnet_mask: '', broadcast_ip: '', router_ip: '', ip_range_low: '', ip_range_high: '' };
  expect(interfaces).toEqual([{ interface: 'eth1', ip: '10.9.0.1', management: 0, ...empty }]);
});

test('cluster_config with another version answers at once', async () => {
  const { cluster } = await makeWithNode();
  const current = await configOf(cluster);
  expect((await read(cluster, 'another')).as(clusterConfig)).toEqual(current);
});

test('cluster_config has the files of published images, by their hashes', async () => {
  const { cluster } = await makeWithNode();
  const { id } = await storedCluster(region, cluster.uuid);
  const folders = new Folders(region.imagesDir);
  await mkdir(folders.files, { recursive: true });
  const store = async (content: string) => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    await writeFile(path.join(folders.files, sha256), content);
    return sha256;
  };
  const [kernel, initrd] = [await store('kernel'), await store('an initrd')];
  await writeFile(path.join(folders.files, `${kernel}.unpacked`), 'root');
  const about = { os: 'ubuntu', arch: 'amd64', subarch: 'generic', release: 'trusty', label: 'release' };
  const files = { 'boot-kernel': kernel, 'boot-initrd': initrd, 'root-image': `${kernel}.unpacked` };
  const reply = await answerAfter(cluster, async () => {
    await mkdir(folders.cluster(cluster.uuid), { recursive: true });
    const image = { ...about, product: 'p', version: '1', supportedSubarches: '', files };
    await new Tree(folders, cluster.uuid).publish([image]);
    await notifyOfCluster(region.database, id);
  });
  expect(reply.as(clusterConfig).images).toEqual([
    {
      osystem: 'ubuntu',
      architecture: 'amd64',
      subarchitecture: 'generic',
      release: 'trusty',
      label: 'release',
      purposes: ['commissioning', 'install', 'xinstall'],
      files: [
        { name: 'boot-kernel', sha256: kernel, size: 6 },
        { name: 'boot-initrd', sha256: initrd, size: 9 },
      ],
    },
  ]);
  expect((await region.get(null, `/MAAS/images/files/${initrd}`)).text).toBe('an initrd');
});

test.each<[As, number]>([
  [null, 401],
  ['user', 403],
  ['worker', 403],
  ['admin', 200],
])('cluster_config of another cluster by %s is %i', async (as, status) => {
  const { path: resource } = await makeCluster(region);
  expect((await region.get(as, resource, { op: OP })).status).toBe(status);
});

test('cluster_config of an unknown cluster is 404', async () => {
  expect((await region.get('admin', `nodegroups/${randomUUID()}/`, { op: OP })).status).toBe(404);
});
