import { expect, test } from 'vitest';
import { z } from 'zod';
import { RegionClient, RegionError } from '../../../src/cluster/region/client.js';
import { reportsTo } from '../../../src/cluster/region/reports.js';
import { makeNode } from '../../support/factories/nodes.js';
import { readNode } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const Images = z.array(z.object({ release: z.string(), purpose: z.string() }));

const reports = () => {
  const client = new RegionClient(new URL('/MAAS', region.api), new AbortController().signal, () => {});
  return reportsTo(client, region.worker.uuid, String(region.worker.key));
};

test('leases become the addresses of nodes', async () => {
  const node = await makeNode(region, 'ready');
  const mac = node.macaddress_set[0]?.mac_address ?? '';
  await reports().leases(new Map([['10.20.0.7', mac]]));
  expect((await readNode(region, node.system_id)).ip_addresses).toEqual(['10.20.0.7']);
  await reports().leases(new Map());
  expect((await readNode(region, node.system_id)).ip_addresses).toEqual([]);
});

test('an image becomes one for each of its purposes', async () => {
  const kind = { osystem: 'ubuntu', architecture: 'amd64', subarchitecture: 'generic', label: 'release' };
  const image = { ...kind, release: 'xenial', purposes: ['commissioning', 'xinstall'], files: [] };
  await reports().images([image]);
  const stored = (await region.get('admin', `nodegroups/${region.worker.uuid}/boot-images/`)).as(Images);
  const purposes = stored.filter(({ release }) => release === 'xenial').map(({ purpose }) => purpose);
  expect(purposes.sort()).toEqual(['commissioning', 'xinstall']);
});

test('a foreign DHCP server of an interface that the region does not have is an error', async () => {
  await expect(reports().foreignDhcp('eth9', '10.20.0.2')).rejects.toThrow(RegionError);
});
