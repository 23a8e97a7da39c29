import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { printApiKey } from '../../src/model/accounts/keys.js';
import { readWorkerKey } from '../../src/model/clusters/worker-key.js';
import { ClusterProgram, relayRegion } from '../support/cluster-program.js';
import { eventually } from '../support/eventually.js';
import { MachineNetwork, needsMachineNetwork } from '../support/machine-network.js';
import { readNode } from '../support/nodes.js';
import type { ApiKey } from '../support/oauth.js';
import { OriginalCluster } from '../support/original-cluster.js';
import { useRegion } from '../support/region.js';
import { Node, SystemIds } from '../support/shapes.js';
import { publishImage } from './network-boot/image.js';

const test = needsMachineNetwork();
const isPossible = process.env.CI || process.getuid?.() === 0;
const region = useRegion();
let network: MachineNetwork;
let relay: AsyncDisposable;
beforeAll(async () => {
  if (!isPossible) return;
  network = await MachineNetwork.make();
  relay = await relayRegion(network, region);
});
afterAll(async () => {
  await relay?.[Symbol.asyncDispose]();
  await network?.[Symbol.asyncDispose]();
});

const OLD_MAC = '52:54:00:00:01:01';
const NEW_MAC = '52:54:00:00:02:01';
const Images = z.array(z.looseObject({ purpose: z.string() }));

test('an original cluster controller and maas-region cluster serve their machines on one region', async () => {
  // The original one registers, is accepted, and gets its key from an operator.
  const original = new OriginalCluster(region, randomUUID());
  expect((await original.register([{ interface: 'eth0', ip: '10.1.0.1', subnet_mask: '255.255.0.0' }])).status).toBe(
    202,
  );
  (await region.post('admin', 'nodegroups/', { op: 'accept', uuid: original.uuid })).ok();
  original.key = await keyOf(original.uuid);
  const image = { osystem: 'ubuntu', architecture: 'amd64', subarchitecture: 'generic', release: 'trusty' };
  const images = [{ ...image, label: 'release', purpose: 'commissioning' }];
  (await original.post(`${original.path}boot-images/`, 'report_boot_images', [['images', images]])).ok();

  // Ours is accepted by its code, and gets its key by itself.
  await using cluster = ClusterProgram.start(network, 'beside');
  const { uuid } = await cluster.readClaim();
  await publishImage(region, uuid, {
    'boot-kernel': randomBytes(10),
    'boot-initrd': randomBytes(10),
    squashfs: randomBytes(10),
  });
  await cluster.accept(region);
  await cluster.waitForService();
  await eventually(async () => expect(await imagesOf(uuid)).toEqual(['commissioning', 'install', 'xinstall']));
  expect(await imagesOf(original.uuid)).toEqual(['commissioning']);

  // Each has a machine, whose lease it reports.
  const old = await enlist(OLD_MAC, original.uuid);
  const made = await enlist(NEW_MAC, uuid);
  await original.leases({ '10.1.1.5': OLD_MAC });
  const { ip = '' } = await network.askForAddress(NEW_MAC);
  await eventually(async () => expect((await readNode(region, made.system_id)).ip_addresses).toEqual([ip]));
  expect((await readNode(region, old.system_id)).ip_addresses).toEqual(['10.1.1.5']);

  // Each machine is commissioned by its cluster: the original one asks for its configuration, ours serves it as a script.
  (await region.post('admin', 'nodes/', { op: 'accept_all' })).ok();
  const mac = OLD_MAC.replaceAll(':', '-');
  const config = await region.get(null, 'pxeconfig/', {
    mac,
    local: '10.1.0.1',
    remote: '10.1.1.5',
    cluster_uuid: original.uuid,
  });
  expect(config.json).toMatchObject({ purpose: 'commissioning', release: 'trusty' });
  const script = await network.onMachine(
    ...['wget', '-q', '-O', '-', `http://10.20.0.1:5248/script?mac=${NEW_MAC.replaceAll(':', '-')}&arch=amd64`],
  );
  expect(script).toContain('boot-kernel');

  // The nodes of the original one are those that it is told of. Its end does not end ours.
  expect((await original.get(original.path, 'list_nodes')).as(SystemIds)).toEqual([old.system_id]);
  (await region.post('admin', 'nodegroups/', { op: 'reject', uuid: original.uuid })).ok();
  expect((await original.post(original.path, 'update_leases', [['leases', {}]])).status).toBe(401);
  const next = await network.askForAddress('52:54:00:00:02:02');
  expect(next.ip).toMatch(/^10\.20\.0\./);
});

async function imagesOf(uuid: string): Promise<string[]> {
  const images = (await region.get('admin', `nodegroups/${uuid}/boot-images/`)).as(Images);
  return images.map(({ purpose }) => purpose).sort();
}

async function enlist(mac: string, nodegroup: string): Promise<Node> {
  const form = { op: 'new', architecture: 'amd64/generic', mac_addresses: mac, nodegroup };
  return (await region.post('user', 'nodes/', form)).as(Node);
}

/** What an operator prints by `maas-region clusterkey`. */
async function keyOf(uuid: string): Promise<ApiKey> {
  return printApiKey(await region.database.transaction((tx) => readWorkerKey(tx, uuid)));
}
