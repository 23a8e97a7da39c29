import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deserialize } from 'bson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { maas, ROOT } from '../cli/server.js';
import { makeNode } from '../support/factories/nodes.js';
import { nodeKey, readNode, signal } from '../support/nodes.js';
import type { ApiKey } from '../support/oauth.js';
import { OriginalCluster } from '../support/original-cluster.js';
import { type Region, startRegion } from '../support/region.js';
import { SystemIds } from '../support/shapes.js';

let region: Region;
let folder: string;
beforeAll(async () => {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  folder = await mkdtemp(path.join(tmpdir(), 'maas-cluster-day-'));
  region = await startRegion();
  await region.database.prisma.nodegroup.updateMany({ data: { uuid: 'master', clusterName: 'Cluster master' } });
}, 120_000);
afterAll(async () => {
  await region[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** The worker's key as an operator fetches it for a cluster. */
async function clusterKey(uuid: string): Promise<ApiKey> {
  const env = { DATABASE_URL: region.site.url, MAAS_DATA_DIR: folder };
  return (await maas(env, 'clusterkey', '--uuid', uuid)).trim();
}

const Interfaces = z.array(z.looseObject({ interface: z.string(), ip: z.string(), management: z.number() }));
const Downloads = z.array(z.looseObject({ filename: z.string(), state: z.string(), error: z.string() }));
const MAC = '52:54:00:aa:bb:01';

test('a cluster controller can register, report downloads, images and leases, and update tags until it is rejected', async () => {
  // An operator hands the key of the waiting cluster over; the daemon registers until it is accepted.
  const key = await clusterKey('master');
  const daemon = new OriginalCluster(region, randomUUID());
  const { uuid, path: cluster } = daemon;
  const seen = [
    { interface: 'eth0', ip: '10.1.0.1', subnet_mask: '255.255.0.0' },
    { interface: 'eth1', ip: '192.0.2.1', subnet_mask: '255.255.255.0' },
  ];
  for (const _ of ['at first', 'a minute later']) expect((await daemon.register(seen)).status).toBe(202);
  (await region.post('admin', 'nodegroups/', { op: 'accept', uuid })).ok();
  const accepted = await daemon.register(seen);
  expect([accepted.status, accepted.json]).toEqual([200, { BROKER_URL: expect.stringMatching(/^amqp:/) }]);
  expect((await daemon.refreshWorkers()).ok().text).toBe('Sending worker refresh.');
  expect(await clusterKey(uuid)).toBe(key);
  daemon.key = key;

  // It looks for its interfaces. The administrator lets it manage one of them.
  const interfaces = `${cluster}interfaces/`;
  expect((await daemon.get(interfaces, 'list')).as(Interfaces)).toMatchObject(
    seen.map(({ interface: name, ip }) => ({ interface: name, ip, management: 0 })),
  );
  const range = { router_ip: '10.1.0.254', ip_range_low: '10.1.1.0', ip_range_high: '10.1.1.255' };
  (await region.put('admin', `${interfaces}eth0/`, { management: '2', ...range })).ok();
  expect((await daemon.get(interfaces, 'list')).as(Interfaces).map(({ management }) => management)).toEqual([2, 0]);

  // It downloads images, and one download fails.
  const report = (...parameters: [string, string][]) =>
    daemon.post(cluster, 'report_download_progress', [['filename', 'trusty/boot-kernel'], ...parameters]);
  const reports: [string, string][][] = [
    [],
    [['bytes_downloaded', '500']],
    [
      ['bytes_downloaded', '700'],
      ['error', 'connection reset'],
    ],
    [],
    [
      ['size', '1000'],
      ['bytes_downloaded', '1000'],
    ],
  ];
  for (const parameters of reports) expect((await report(...parameters)).ok().text).toBe('');
  const downloads = (await region.get('admin', cluster, { op: 'download_progress' })).as(Downloads);
  expect(downloads.map(({ state, error }) => [state, error])).toEqual([
    ['failed', 'connection reset'],
    ['complete', ''],
  ]);

  // It reports the images that it has, and then one less.
  const image = {
    osystem: 'ubuntu',
    architecture: 'amd64',
    subarchitecture: 'generic',
    release: 'trusty',
    label: 'release',
  };
  const images = ['commissioning', 'install', 'xinstall'].map((purpose) => ({ ...image, purpose }));
  for (const reported of [images, images.slice(0, 2)]) {
    expect((await daemon.post(`${cluster}boot-images/`, 'report_boot_images', [['images', reported]])).ok().text).toBe(
      'OK',
    );
    expect((await region.get('user', `${cluster}boot-images/`)).json).toHaveLength(reported.length);
  }

  // A machine boots, enlists and is commissioned; its leases come and go from minute to minute.
  const { system_id } = await makeNode(region, 'declared', { macs: [MAC] });
  const addresses = async () => (await readNode(region, system_id)).ip_addresses;
  await daemon.leases({ '10.1.1.5': MAC.toUpperCase(), '10.1.1.6': '52:54:00:aa:bb:02' });
  expect(await addresses()).toEqual(['10.1.1.5']);
  await daemon.leases({ '10.1.1.5': MAC, '10.1.1.6': '52:54:00:aa:bb:02' });
  expect(await addresses()).toEqual(['10.1.1.5']);
  await daemon.leases({ '10.1.1.6': MAC });
  expect(await addresses()).toEqual(['10.1.1.6']);
  await daemon.leases({});
  expect(await addresses()).toEqual([]);
  (await region.post('admin', 'nodes/', { op: 'accept', nodes: system_id })).ok();
  await signal(region, await nodeKey(region, system_id), 'OK', { '00-maas-01-lshw.out': '<list/>' });

  // It takes part in tagging: asks for its nodes and their details, and tells which ones match.
  (await region.post('admin', 'tags/', { op: 'new', name: 'rack' })).ok();
  expect((await daemon.get(cluster, 'list_nodes')).as(SystemIds)).toEqual([system_id]);
  const details = await daemon.post(cluster, 'details', [['system_ids', system_id]]);
  expect(deserialize(details.ok().bytes, { promoteBuffers: true })).toEqual({
    [system_id]: { lshw: Buffer.from('<list/>'), lldp: null },
  });
  const json = { nodegroup: uuid, definition: '', add: [system_id], remove: [] };
  const tagged = await region.call(key, 'POST', 'tags/rack/', { query: { op: 'update_nodes' }, json });
  expect(tagged.ok().json).toEqual({ added: 1, removed: 0 });

  // Somebody's DHCP server turns up on its network, and is switched off again.
  for (const [server, noted] of [
    ['10.1.0.66', '10.1.0.66'],
    ['', null],
  ] as const) {
    const reply = await daemon.post(`${interfaces}eth0/`, 'report_foreign_dhcp', [['foreign_dhcp_ip', server]]);
    expect(reply.ok().json).toMatchObject({ interface: 'eth0', management: 2 });
    const { foreignDhcpIp } = await region.database.prisma.nodegroupInterface.findFirstOrThrow({
      where: { interface: 'eth0' },
    });
    expect(foreignDhcpIp).toBe(noted);
  }

  // In the evening it is rejected: its daemon is told so and gives up.
  (await region.post('admin', 'nodegroups/', { op: 'reject', uuid })).ok();
  expect((await daemon.register(seen)).status).toBe(403);
});
