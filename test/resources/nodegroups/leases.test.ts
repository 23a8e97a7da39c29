import { describe, expect, test } from 'vitest';
import { makeCluster } from '../../support/factories/clusters.js';
import { makeNode, randomMac } from '../../support/factories/nodes.js';
import { readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';

const region = useRegion();

const path = () => `nodegroups/${region.worker.uuid}/`;
const update = (leases: unknown, as: As = 'worker', to = path()) =>
  region.post(as, to, { op: 'update_leases', leases: typeof leases === 'string' ? leases : JSON.stringify(leases) });

async function leasesOf(uuid: string): Promise<Record<string, string>> {
  const { rows } = await region.database.pool.query<{ ip: string; mac: string }>(
    `SELECT host(ip) AS ip, mac FROM dhcp_leases l JOIN nodegroups g ON g.id = l.nodegroup_id WHERE g.uuid = $1 ORDER BY l.ip`,
    [uuid],
  );
  return Object.fromEntries(rows.map(({ ip, mac }) => [ip, mac]));
}

/** Leases as a DHCP server of a large network has them. */
const manyLeases = (count: number, offset = 0) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `10.20.${index >> 8}.${index & 255}`,
      `02:aa:00:00:${((index + offset) >> 8).toString(16).padStart(2, '0')}:${((index + offset) & 255).toString(16).padStart(2, '0')}`,
    ]),
  );

test('a report is the whole of what is leased: new leases come, changed ones move, others end', async () => {
  const [one, two, three] = [randomMac(), randomMac(), randomMac()];
  const reply = await update({ '10.0.0.1': one, '10.0.0.2': two });
  expect([reply.status, reply.text]).toEqual([200, 'Leases updated.']);
  await update({ '10.0.0.2': three, 'fd00::2': two });
  expect(await leasesOf(region.worker.uuid)).toEqual({ '10.0.0.2': three, 'fd00::2': two });
  (await update({})).ok();
  expect(await leasesOf(region.worker.uuid)).toEqual({});
});

test('a node shows the addresses that its MAC addresses lease in its own cluster', async () => {
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
  'a MAC address may be written as %s',
  async (mac) => {
    (await update({ '10.0.3.1': mac })).ok();
    expect(await leasesOf(region.worker.uuid)).toEqual({ '10.0.3.1': '02:00:00:aa:bb:01' });
  },
);

test('an address that is written in two ways is leased to whom the report names last', async () => {
  const [one, two] = [randomMac(), randomMac()];
  (await update({ 'fd00::1': one, 'fd00:0:0::1': two })).ok();
  expect(await leasesOf(region.worker.uuid)).toEqual({ 'fd00::1': two });
});

test('an address that another cluster has leased stays with it, and the rest of the report counts', async () => {
  const other = await makeCluster(region);
  const [one, two, three] = [randomMac(), randomMac(), randomMac()];
  (await update({ '10.0.4.1': one }, other.key, other.path)).ok();
  (await update({ '10.0.4.1': two, '10.0.4.2': three })).ok();
  expect(await leasesOf(region.worker.uuid)).toEqual({ '10.0.4.2': three });
  expect(await leasesOf(other.uuid)).toEqual({ '10.0.4.1': one });
  (await update({}, other.key, other.path)).ok();
  (await update({ '10.0.4.1': two, '10.0.4.2': three })).ok();
  expect(await leasesOf(region.worker.uuid)).toEqual({ '10.0.4.1': two, '10.0.4.2': three });
});

test('10,000 leases cost as many statements as one, and a report of what is known writes nothing', async () => {
  (await update({ '10.0.5.1': randomMac() })).ok();
  const statements = region.queries();
  (await update(manyLeases(10_000))).ok();
  expect(region.queries()).toBe(statements);
  expect(await leasesOf(region.worker.uuid)).toEqual(manyLeases(10_000));
  const versions = () => region.database.pool.query('SELECT ip, xmin::text, xmax::text FROM dhcp_leases ORDER BY ip');
  const { rows: before } = await versions();
  (await update(manyLeases(10_000))).ok();
  expect((await versions()).rows).toEqual(before);
});

test('10,000 leases are replaced in a moment though the planner knows of one lease only', async () => {
  (await update({ '10.20.0.0': randomMac() })).ok();
  await region.database.pool.query('ALTER TABLE dhcp_leases SET (autovacuum_enabled = off)');
  await region.database.pool.query('ANALYZE dhcp_leases');
  (await update(manyLeases(10_000))).ok();
  const began = performance.now();
  (await update(manyLeases(10_000, 1))).ok();
  expect(performance.now() - began).toBeLessThan(5_000);
  expect(await leasesOf(region.worker.uuid)).toEqual(manyLeases(10_000, 1));
});

test('of reports that come at once one holds as a whole', async () => {
  const reports = Array.from({ length: 6 }, (_, index) => manyLeases(200 + index, index * 1_000));
  const replies = await Promise.all(reports.map((report) => update(report)));
  expect(replies.map(({ status }) => status)).toEqual(reports.map(() => 200));
  expect(reports).toContainEqual(await leasesOf(region.worker.uuid));
});

describe('what is no report of leases', () => {
  test.each([
    ['{', 'Enter a JSON object'],
    ['[]', 'Enter a JSON object'],
    ['null', 'Enter a JSON object'],
    ['{"10.0.0.300": "02:00:00:00:00:01"}', '10.0.0.300: '],
    ['{"10.0.0.0/24": "02:00:00:00:00:01"}', '10.0.0.0/24: '],
    ['{"fe80::1%eth0": "02:00:00:00:00:01"}', 'fe80::1%eth0: '],
    ['{"10.0.0.1": "02:00:00:00:00"}', "10.0.0.1: '02:00:00:00:00' is not a valid MAC address."],
    ['{"10.0.0.1": null}', '10.0.0.1: '],
  ])('%s is told as such, and nothing changes', async (leases, message) => {
    (await update({ '10.0.6.1': '02:00:00:00:00:01' })).ok();
    const reply = await update(leases);
    expect([reply.status, reply.json]).toEqual([400, { leases: [expect.stringContaining(message)] }]);
    expect(await leasesOf(region.worker.uuid)).toEqual({ '10.0.6.1': '02:00:00:00:00:01' });
  });

  test('with countless mistakes is told of a few', async () => {
    const mistakes = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`x${index}`, 0]));
    const reply = await update(mistakes);
    expect([reply.status, reply.json]).toEqual([400, { leases: expect.arrayContaining(['x0: Enter a MAC address.']) }]);
    expect(reply.bytes.length).toBeLessThan(2_000);
  });

  test('has no leases: 400 text, whether there is such a cluster or not', async () => {
    for (const to of [path(), 'nodegroups/unknown/']) {
      const reply = await region.post('worker', to, { op: 'update_leases' });
      expect([reply.status, reply.text]).toEqual([400, 'No provided leases!']);
    }
  });
});

test("only the cluster's own worker reports its leases", async () => {
  const other = await makeCluster(region);
  (await update({ '10.0.7.1': '02:00:00:00:00:01' })).ok();
  for (const as of ['user', 'admin', other.key]) expect((await update({}, as)).status).toBe(403);
  expect((await update({}, null)).status).toBe(401);
  expect((await update({}, 'worker', 'nodegroups/unknown/')).status).toBe(404);
  expect(await leasesOf(region.worker.uuid)).toEqual({ '10.0.7.1': '02:00:00:00:00:01' });
});

test('what a report says is looked at once it is known who sends it, and for which cluster', async () => {
  for (const as of ['user', 'admin'] as const) expect((await update('no JSON', as)).status).toBe(403);
  expect((await update('no JSON', 'worker', 'nodegroups/unknown/')).status).toBe(404);
});
