import { expect, test } from 'vitest';
import { makeCluster, masterPath } from '../../../support/factories/clusters.js';
import { leasesOf } from '../../../support/factories/leases.js';
import { makeNode, randomMac } from '../../../support/factories/nodes.js';
import { memoryLog } from '../../../support/log.js';
import { readNode } from '../../../support/nodes.js';
import { type As, useRegion } from '../../../support/region.js';

const { log, lines } = memoryLog('warn');
const region = useRegion({ log });
const update = (leases: unknown, as: As = 'worker', to = masterPath(region)) => {
  const text = typeof leases === 'string' ? leases : JSON.stringify(leases);
  return region.post(as, to, { op: 'update_leases', leases: text });
};

/** How many entries of reports the metrics count as skipped. */
async function skippedLeases(): Promise<number> {
  const { text } = (await region.get(null, '/MAAS/metrics')).ok();
  return Number(/^maas_leases_skipped_total (\d+)$/m.exec(text)?.[1]);
}

/** Leases as a DHCP server of a large network has them. */
const manyLeases = (count: number, offset = 0) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `10.20.${index >> 8}.${index & 255}`,
      `02:aa:00:00:${((index + offset) >> 8).toString(16).padStart(2, '0')}:${((index + offset) & 255).toString(16).padStart(2, '0')}`,
    ]),
  );

test('update_leases replaces all leases of the cluster: new ones come, changed ones move, others end', async () => {
  const [one, two, three] = [randomMac(), randomMac(), randomMac()];
  const reply = await update({ '10.0.0.1': one, '10.0.0.2': two });
  expect([reply.status, reply.text]).toEqual([200, 'Leases updated.']);
  await update({ '10.0.0.2': three, 'fd00::2': two });
  expect(await leasesOf(region)).toEqual({ '10.0.0.2': three, 'fd00::2': two });
  (await update({})).ok();
  expect(await leasesOf(region)).toEqual({});
});

test('update_leases gives a node the addresses that its MAC addresses lease in its own cluster', async () => {
  const other = await makeCluster(region);
  const macs = [randomMac(), randomMac()];
  const { system_id } = await makeNode(region, 'declared', { macs: macs });
  const [first = '', second = ''] = macs;
  (await update({ '10.0.1.9': second, '10.0.1.2': first, '10.0.1.1': first, '10.0.1.3': randomMac() })).ok();
  (await update({ '10.0.2.1': first }, other.key, other.path)).ok();
  expect((await readNode(region, system_id)).ip_addresses).toEqual(['10.0.1.1', '10.0.1.2', '10.0.1.9']);
  (await update({})).ok();
  expect((await readNode(region, system_id)).ip_addresses).toEqual([]);
});

test.each(['02-00-00-AA-BB-01', '0200.00aa.bb01', '020000aabb01', ' 020000AABB01 ', ' 02:00:00:AA:bb:01 '])(
  'update_leases with a MAC address in the spelling %j stores it in the usual one',
  async (mac) => {
    (await update({ '10.0.3.1': mac })).ok();
    expect(await leasesOf(region)).toEqual({ '10.0.3.1': '02:00:00:aa:bb:01' });
  },
);

test('update_leases with an address in two spellings keeps the lease that stands last', async () => {
  const [one, two] = [randomMac(), randomMac()];
  (await update({ 'fd00::1': one, 'fd00:0:0::1': two })).ok();
  expect(await leasesOf(region)).toEqual({ 'fd00::1': two });
});

test('update_leases with an address that another cluster has leased leaves it there, and stores the rest', async () => {
  const other = await makeCluster(region);
  const [one, two, three] = [randomMac(), randomMac(), randomMac()];
  (await update({ '10.0.4.1': one }, other.key, other.path)).ok();
  (await update({ '10.0.4.1': two, '10.0.4.2': three })).ok();
  expect(await leasesOf(region)).toEqual({ '10.0.4.2': three });
  expect(await leasesOf(region, other.uuid)).toEqual({ '10.0.4.1': one });
  (await update({}, other.key, other.path)).ok();
  (await update({ '10.0.4.1': two, '10.0.4.2': three })).ok();
  expect(await leasesOf(region)).toEqual({ '10.0.4.1': two, '10.0.4.2': three });
});

test('update_leases with 10,000 leases needs as many statements as with one, and writes nothing the second time', async () => {
  (await update({ '10.0.5.1': randomMac() })).ok();
  const statements = region.queries();
  (await update(manyLeases(10_000))).ok();
  expect(region.queries()).toBe(statements);
  expect(await leasesOf(region)).toEqual(manyLeases(10_000));
  const versions = () => region.database.pool.query('SELECT ip, xmin::text, xmax::text FROM dhcp_leases ORDER BY ip');
  const { rows: before } = await versions();
  (await update(manyLeases(10_000))).ok();
  expect((await versions()).rows).toEqual(before);
});

test('update_leases with the same report as before restores leases that were changed or deleted meanwhile', async () => {
  const leases = { '10.0.8.1': randomMac(), '10.0.8.2': randomMac() };
  for (const change of [
    "DELETE FROM dhcp_leases WHERE ip = '10.0.8.1'",
    "UPDATE dhcp_leases SET mac = '02:00:00:00:00:09' WHERE ip = '10.0.8.2'",
    "UPDATE dhcp_leases SET ip = '10.0.8.3' WHERE ip = '10.0.8.2'",
    "INSERT INTO dhcp_leases (ip, mac, nodegroup_id) SELECT '10.0.8.4', mac, nodegroup_id FROM dhcp_leases LIMIT 1",
  ]) {
    for (let times = 0; times < 2; times += 1) (await update(leases)).ok();
    await region.database.pool.query(change);
    (await update(leases)).ok();
    expect(await leasesOf(region)).toEqual(leases);
  }
});

test('update_leases with 10,000 leases is fast, also if the planner knows of one lease only', async () => {
  (await update({ '10.20.0.0': randomMac() })).ok();
  await region.database.pool.query('ALTER TABLE dhcp_leases SET (autovacuum_enabled = off)');
  await region.database.pool.query('ANALYZE dhcp_leases');
  (await update(manyLeases(10_000))).ok();
  const began = performance.now();
  (await update(manyLeases(10_000, 1))).ok();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await leasesOf(region)).toEqual(manyLeases(10_000, 1));
});

test('update_leases by many at once keeps one report as a whole', async () => {
  const reports = Array.from({ length: 6 }, (_, index) => manyLeases(200 + index, index * 1_000));
  const replies = await Promise.all(reports.map((report) => update(report)));
  expect(replies.map(({ status }) => status)).toEqual(reports.map(() => 200));
  expect(reports).toContainEqual(await leasesOf(region));
});

test.each([
  ['text that is cut off', '{'],
  ['a list', '[]'],
  ['a text', '"10.0.0.1"'],
  ['null', 'null'],
])('update_leases with %s is refused and says why, and changes nothing', async (_what, leases) => {
  (await update({ '10.0.6.1': '02:00:00:00:00:01' })).ok();
  const reply = await update(leases);
  expect([reply.status, reply.json]).toEqual([400, { leases: [expect.stringContaining('Enter a JSON object')] }]);
  expect(await leasesOf(region)).toEqual({ '10.0.6.1': '02:00:00:00:00:01' });
});

test.each([
  ['of InfiniBand', { '10.0.6.2': '80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0a:6f:91' }],
  ['with an empty MAC address', { '10.0.6.2': '' }],
  ['with a short MAC address', { '10.0.6.2': '02:00:00:00:00' }],
  ['with null as MAC address', { '10.0.6.2': null }],
  ['with an object as MAC address', { '10.0.6.2': { mac: '02:00:00:00:00:02' } }],
  ['without an address', { '': '02:00:00:00:00:02' }],
  ['with an address out of range', { '10.0.0.300': '02:00:00:00:00:02' }],
  ['of a network', { '10.0.0.0/24': '02:00:00:00:00:02' }],
  ['with an address of one machine', { 'fe80::1%eth0': '02:00:00:00:00:02' }],
])('update_leases with an entry %s skips and counts it, and stores the rest', async (_what, odd) => {
  const before = await skippedLeases();
  const reply = await update({ '10.0.6.1': '02:00:00:00:00:01', ...odd, '10.0.6.3': '02:00:00:00:00:03' });
  expect([reply.status, reply.text]).toEqual([200, 'Leases updated.']);
  expect(await leasesOf(region)).toEqual({ '10.0.6.1': '02:00:00:00:00:01', '10.0.6.3': '02:00:00:00:00:03' });
  expect((await skippedLeases()) - before).toBe(1);
});

test('update_leases with 5,000 odd entries logs their number, and a few of them', async () => {
  const odd = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`x${index}`, 'y'.repeat(200)]));
  (await update({ '10.0.6.1': '02:00:00:00:00:01', ...odd })).ok();
  const line = lines.find((text) => text.includes('leases were skipped') && text.includes('"leases":5000')) ?? '';
  expect(JSON.parse(line)).toMatchObject({ examples: expect.arrayContaining([expect.stringMatching(/^x0: "y/)]) });
  expect(line.length).toBeLessThan(1_500);
});

test('update_leases without leases is refused in plain text, whether the cluster exists or not', async () => {
  for (const to of [masterPath(region), 'nodegroups/unknown/']) {
    const reply = await region.post('worker', to, { op: 'update_leases' });
    expect([reply.status, reply.text]).toEqual([400, 'No provided leases!']);
  }
});

test.each([
  ['user', 403],
  ['admin', 403],
  [null, 401],
] as const)('update_leases by %s is %i, before the leases are looked at, and changes nothing', async (as, status) => {
  (await update({ '10.0.7.1': '02:00:00:00:00:01' })).ok();
  for (const leases of [{}, 'no JSON']) expect((await update(leases, as)).status).toBe(status);
  expect(await leasesOf(region)).toEqual({ '10.0.7.1': '02:00:00:00:00:01' });
});

test('update_leases by the worker of another cluster is 403, and changes nothing', async () => {
  (await update({ '10.0.7.1': '02:00:00:00:00:01' })).ok();
  expect((await update({}, (await makeCluster(region)).key)).status).toBe(403);
  expect(await leasesOf(region)).toEqual({ '10.0.7.1': '02:00:00:00:00:01' });
});

test('update_leases of an unknown cluster is 404, before the leases are validated', async () => {
  for (const leases of [{}, 'no JSON'])
    expect((await update(leases, 'worker', 'nodegroups/unknown/')).status).toBe(404);
});
