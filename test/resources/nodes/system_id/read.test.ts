import { expect, test } from 'vitest';
import { makeInterface } from '../../../support/factories/clusters.js';
import { reportLeases } from '../../../support/factories/leases.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { macOf, nodePath, readNode } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';
import { Node } from '../../../support/shapes.js';

const region = useRegion();

test.each(['user', 'user2', 'admin'] as const)('read by %s has the node of another user', async (as) => {
  const node = await makeNode(region, 'allocated');
  expect(await readNode(region, node.system_id, as)).toEqual(node);
});

test('read has the URIs of the node, its MAC addresses and its zone', async () => {
  const node = await makeNode(region);
  const [mac] = node.macaddress_set;
  expect(node.resource_uri).toBe(`/MAAS/api/1.0/nodes/${node.system_id}/`);
  expect(mac?.resource_uri).toBe(`${node.resource_uri}macs/${encodeURIComponent(String(mac?.mac_address))}/`);
  expect(node.zone).toEqual({ name: 'default', description: '', resource_uri: '/MAAS/api/1.0/zones/default/' });
});

test('read below the root has URIs without the prefix', async () => {
  const { system_id } = await makeNode(region);
  const reply = await region.get('user', `/api/1.0/nodes/${system_id}/`);
  expect(reply.as(Node).resource_uri).toBe(`/api/1.0/nodes/${system_id}/`);
});

test('read in a cluster that manages DNS has the domain of the cluster and the leases of the node', async () => {
  const node = await makeNode(region, 'declared', { hostname: 'named.somewhere' });
  await reportLeases(region, { '10.9.8.7': macOf(node) });
  expect(node.hostname).toBe('named.somewhere');
  const range = { router_ip: '10.9.8.254', ip_range_low: '10.9.8.2', ip_range_high: '10.9.8.99' };
  const managed = { management: '2', ip: '10.9.8.1', subnet_mask: '255.255.255.0', ...range };
  const { interface: name } = await makeInterface(region, managed);
  expect(await readNode(region, node.system_id)).toMatchObject({
    hostname: 'named.maas',
    ip_addresses: ['10.9.8.7'],
  });
  (await region.delete('worker', `nodegroups/${region.worker.uuid}/interfaces/${name}/`)).ok();
});

test.each([
  ['declared', 0],
  ['commissioning', 1],
  ['failed tests', 2],
  ['missing', 3],
  ['ready', 4],
  ['reserved', 5],
  ['allocated', 10],
  ['retired', 7],
] as const)('read of a node that is %s has the substatus %i', async (state, substatus) => {
  expect((await makeNode(region, state)).substatus).toBe(substatus);
});

test('read has the 16 keys of MAAS 1.0, then those of 1.7 to 1.9', async () => {
  const node = await makeNode(region);
  const { text } = await region.get('user', nodePath(node));
  const names = [...text.matchAll(/^ {4}"(\w+)":/gm)].map(([, name]) => name);
  expect(names.slice(15)).toEqual(['resource_uri', 'substatus', 'power_state', 'osystem', 'distro_series']);
  expect(node).toMatchObject({ substatus: 0, power_state: 'unknown', osystem: '', distro_series: '' });
});

test('read has the series of the node, and Ubuntu as its system', async () => {
  const node = await makeNode(region);
  const changed = await region.put('admin', nodePath(node), { distro_series: 'trusty' });
  expect(changed.as(Node)).toMatchObject({ osystem: 'ubuntu', distro_series: 'trusty' });
});

test('read of an unknown node is 404', async () => {
  const reply = await region.get('user', 'nodes/node-unknown/');
  expect([reply.status, reply.text]).toEqual([404, 'Not Found']);
});

test('read without credentials is 401 without a challenge, whether the node exists or not', async () => {
  for (const path of ['nodes/node-unknown/', nodePath(await makeNode(region))]) {
    const reply = await region.get(null, path);
    expect([reply.status, reply.text, reply.headers.get('www-authenticate')]).toEqual([401, 'Forbidden', null]);
  }
});
