import { expect, test } from 'vitest';
import { clusterConfig } from '../../../../src/cluster/config.js';
import { notifyOfCluster } from '../../../../src/db/notifications/notifications.js';
import { eventually } from '../../../support/eventually.js';
import { storedCluster, type TestCluster } from '../../../support/factories/clusters.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { macOf, nodePath } from '../../../support/nodes.js';
import { startBeside, useRegion } from '../../../support/region.js';
import { configRequests, QUERIES } from './config-requests.js';

const region = useRegion();
const { read, configOf, makeWithNode, moveTo, answerAfter } = configRequests(region);

type Change = (made: Awaited<ReturnType<typeof makeWithNode>>) => Promise<unknown>;
const interfaceOf = ({ path: resource }: TestCluster) => `${resource}interfaces/eth0/`;

test.each<[string, Change, object]>([
  [
    'a changed interface',
    ({ cluster }) => region.put(cluster.key, interfaceOf(cluster), { ip_range_low: '10.1.2.20' }),
    { interfaces: [{ ip_range_low: '10.1.2.20' }] },
  ],
  ['a deleted interface', ({ cluster }) => region.delete('admin', interfaceOf(cluster)), { interfaces: [] }],
  [
    'another name of the cluster',
    ({ cluster }) => region.put('admin', cluster.path, { name: 'other.example' }),
    { name: 'other.example' },
  ],
  [
    'another URL of the region',
    ({ cluster }) => region.put('admin', cluster.path, { maas_url: 'http://other.example/MAAS' }),
    { maas_url: 'http://other.example/MAAS' },
  ],
  [
    'another name of a node',
    ({ node }) => region.put('admin', nodePath(node), { hostname: 'renamed' }),
    { hosts: [{ hostname: 'renamed' }] },
  ],
  [
    'another MAC address',
    ({ node }) => region.post('admin', `${nodePath(node)}macs/`, { mac_address: '02:cf:00:00:00:01' }),
    { hosts: [{ macs: [expect.any(String), expect.any(String), '02:cf:00:00:00:01'] }] },
  ],
  [
    'a deleted MAC address',
    ({ node }) => region.delete('admin', `${nodePath(node)}macs/${macOf(node)}/`),
    { hosts: [{ macs: [expect.any(String)] }] },
  ],
  ['a deleted node', ({ node }) => region.delete('admin', nodePath(node)), { hosts: [] }],
  [
    'a node that moves here',
    async ({ cluster }) => moveTo(cluster, (await makeNode(region)).system_id),
    { hosts: [{}, {}] },
  ],
  [
    'a config item',
    () => region.post('admin', 'maas/', { op: 'set_config', name: 'upstream_dns', value: '192.0.2.53' }),
    { upstream_dns: '192.0.2.53' },
  ],
])('cluster_config with the current version answers after %s', async (_what, change, expected) => {
  const made = await makeWithNode();
  const reply = await answerAfter(made.cluster, () => change(made));
  expect(reply.as(clusterConfig)).toMatchObject(expected);
});

test('cluster_config answers after a change by another process', async () => {
  const { cluster } = await makeWithNode();
  await using beside = await startBeside(region);
  const change = () => region.put('admin', cluster.path, { name: 'beside.example' });
  expect((await answerAfter(cluster, change, beside)).as(clusterConfig).name).toBe('beside.example');
});

test('cluster_config is 304 without a body when nothing that it shows has changed', async () => {
  const { cluster } = await makeWithNode();
  const { id } = await storedCluster(region, cluster.uuid);
  const reply = await answerAfter(cluster, () => notifyOfCluster(region.database, id));
  expect([reply.status, reply.text]).toEqual([304, '']);
  expect(region.queries()).toBe(2 * QUERIES - 1);
});

test('cluster_config holds no connection of requests while it waits', async () => {
  const { cluster } = await makeWithNode();
  const { version } = await configOf(cluster);
  const waiting = Array.from({ length: 30 }, () => read(cluster, version));
  await eventually(() => expect(region.queries()).toBeGreaterThanOrEqual(QUERIES));
  await region.put('admin', cluster.path, { name: 'free.example' }).then((reply) => reply.ok());
  const names = (await Promise.all(waiting)).map((reply) => reply.as(clusterConfig).name);
  expect(new Set(names)).toEqual(new Set(['free.example']));
});

test('cluster_config of a cluster that is rejected meanwhile is 403, and then 401', async () => {
  const { cluster } = await makeWithNode();
  const { uuid } = cluster;
  const reply = await answerAfter(cluster, () => region.post('admin', 'nodegroups/', { op: 'reject', uuid }));
  expect([reply.status, (await read(cluster)).status]).toEqual([403, 401]);
});
