import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { purgeNodeChanges } from '../../../../src/model/nodes/replica/purge-changes.js';
import { makeReadyNodes } from '../../../support/factories/many-nodes.js';
import { type As, type Region, startBeside, startRegion } from '../../../support/region.js';
import { Nodes } from '../../../support/shapes.js';

const NODES = 1_100;
let region: Region;
let beside: Region;
let ids: readonly string[];
/** A session that changes the database behind the regions' backs. */
let sql: pg.Client;

beforeAll(async () => {
  region = await startRegion();
  beside = await startBeside(region);
  ids = await makeReadyNodes(region.database, NODES);
  sql = new pg.Client(region.database.url);
  await sql.connect();
  await sql.query(`
    INSERT INTO zones (name, description) VALUES ('attic', ''), ('cellar', '');
    INSERT INTO tags (name) VALUES ('old'), ('new');
    INSERT INTO node_tags (node_id, tag_id) SELECT n.id, t.id FROM nodes n, tags t WHERE t.name = 'old' AND n.id % 7 = 0;
    INSERT INTO node_tags (node_id, tag_id) SELECT n.id, t.id FROM nodes n, tags t WHERE t.name = 'new' AND n.id % 21 = 0;
    INSERT INTO dhcp_leases (ip, mac, nodegroup_id)
    SELECT '10.7.0.0'::inet + m.id, m.mac, n.nodegroup_id FROM mac_addresses m JOIN nodes n ON n.id = m.node_id
    WHERE m.id % 3 > 0;
    INSERT INTO dhcp_leases (ip, mac, nodegroup_id)
    SELECT '10.6.0.0'::inet + m.id, m.mac, n.nodegroup_id FROM mac_addresses m JOIN nodes n ON n.id = m.node_id
    WHERE m.id % 5 = 0`);
});
afterAll(async () => {
  await sql.end();
  await beside[Symbol.asyncDispose]();
  await region[Symbol.asyncDispose]();
});

const listOf = async (at: Region, as: As, encoding: string) =>
  (await at.call(as, 'GET', 'nodes/', { query: { op: 'list' }, headers: { 'accept-encoding': encoding } })).text;

/** The list as the database has it: lists that name the nodes come from the database alone. */
async function stored(as: As): Promise<unknown> {
  const { rows } = await sql.query<{ system_id: string }>('SELECT system_id FROM nodes ORDER BY id');
  const lists: unknown[] = [];
  for (let from = 0; from < rows.length; from += 500) {
    const id = rows.slice(from, from + 500).map(({ system_id }) => system_id);
    lists.push(...(await region.get(as, 'nodes/', { op: 'list', id })).as(Nodes));
  }
  return lists;
}

/** Expects that both processes list what the database has, in both encodings, for all viewers. */
async function expectExact(): Promise<void> {
  for (const as of ['admin', 'user', 'user2'] as const) {
    const expected = await stored(as);
    for (const at of [region, beside]) {
      for (const encoding of ['identity', 'gzip']) {
        expect(JSON.parse(await listOf(at, as, encoding)), `${as} ${encoding}`).toEqual(expected);
      }
    }
  }
}

const FIRST = '(SELECT min(id) FROM nodes)';

test('list of a new process shows what the database has', expectExact);

test.each([
  ['a column of a node', `UPDATE nodes SET cpu_count = cpu_count + 1 WHERE id = ${FIRST}`],
  [
    'the owner of a node',
    `UPDATE nodes SET status = 6, owner_id = (SELECT id FROM users WHERE username = 'user') WHERE id = ${FIRST}`,
  ],
  ['a new MAC address', `INSERT INTO mac_addresses (mac, node_id) VALUES ('0a:00:00:00:00:01', ${FIRST})`],
  ['a MAC address that moves', `UPDATE mac_addresses SET node_id = ${FIRST} + 1 WHERE mac = '0a:00:00:00:00:01'`],
  ['a deleted MAC address', `DELETE FROM mac_addresses WHERE mac = '0a:00:00:00:00:01'`],
  [
    'a new tag of nodes',
    `INSERT INTO node_tags (node_id, tag_id) SELECT n.id, t.id FROM nodes n, tags t WHERE t.name = 'new' AND n.id % 5 = 0 ON CONFLICT DO NOTHING`,
  ],
  ['a removed tag of nodes', `DELETE FROM node_tags WHERE node_id % 10 = 0`],
  ['a renamed tag', `UPDATE tags SET name = 'newer' WHERE name = 'new'`],
  ['a deleted tag', `DELETE FROM tags WHERE name = 'newer'`],
  [
    'a new lease',
    `INSERT INTO dhcp_leases (ip, mac, nodegroup_id) SELECT '10.9.0.1', m.mac, n.nodegroup_id FROM mac_addresses m JOIN nodes n ON n.id = m.node_id WHERE n.id = ${FIRST} LIMIT 1`,
  ],
  ['a lease that moves', `UPDATE dhcp_leases SET mac = (SELECT max(mac) FROM mac_addresses) WHERE ip = '10.9.0.1'`],
  ['all leases gone', 'DELETE FROM dhcp_leases'],
  [
    'the zone of more nodes than one statement reads',
    `UPDATE nodes SET zone_id = (SELECT id FROM zones WHERE name = 'attic') WHERE id > ${FIRST} + 100`,
  ],
  ['a renamed zone', `UPDATE zones SET name = 'loft' WHERE name = 'attic'`],
  ['a described zone', `UPDATE zones SET description = 'cold' WHERE name = 'loft'`],
  [
    'a renamed user',
    `UPDATE users SET username = 'user9' WHERE username = 'user'; UPDATE users SET username = 'user' WHERE username = 'user9'`,
  ],
  [
    'a new interface of the cluster',
    `INSERT INTO nodegroup_interfaces (nodegroup_id, interface, management, ip, subnet_mask, router_ip, ip_range_low, ip_range_high) SELECT min(id), 'eth7', 2, '10.8.0.1', '255.255.255.0', '10.8.0.254', '10.8.0.10', '10.8.0.20' FROM nodegroups`,
  ],
  ['a renamed cluster', `UPDATE nodegroups SET name = 'renamed.example.com'`],
  ['a deleted interface of the cluster', `DELETE FROM nodegroup_interfaces WHERE interface = 'eth7'`],
  ['a deleted node', `DELETE FROM nodes WHERE id = ${FIRST}`],
  [
    'a change in a session without ordinary triggers',
    `SET session_replication_role = replica; DELETE FROM node_tags WHERE node_id % 3 = 0; RESET session_replication_role`,
  ],
  ['an emptied table', 'TRUNCATE dhcp_leases'],
  ['an emptied log of changes', 'TRUNCATE node_tags, node_changes'],
])('list after %s shows what the database has', async (_change, statement) => {
  await listOf(region, 'admin', 'gzip');
  await sql.query(statement);
  await expectExact();
});

test('list after the log of changes was purged shows what the database has', async () => {
  await listOf(region, 'admin', 'gzip');
  await sql.query('DELETE FROM mac_addresses WHERE id % 11 = 0');
  expect(await purgeNodeChanges(region.database, 50)).toBeGreaterThan(50);
  await expectExact();
  expect(await purgeNodeChanges(region.database, 50)).toBe(0);
});

test('list shows a change when its transaction commits, also after later ones', async () => {
  const slow = new pg.Client(region.database.url);
  await slow.connect();
  try {
    const [, a = '', b = ''] = ids;
    await slow.query(`BEGIN; UPDATE nodes SET memory = 1 WHERE system_id = '${a}'; SAVEPOINT s;
      DELETE FROM mac_addresses WHERE node_id = (SELECT id FROM nodes WHERE system_id = '${b}')`);
    await expectExact();
    await sql.query(`UPDATE nodes SET memory = 2 WHERE system_id = '${ids[3]}'`);
    await expectExact();
    await sql.query(`UPDATE zones SET description = 'renamed meanwhile' WHERE name = 'default'`);
    await expectExact();
    await slow.query('COMMIT');
    await expectExact();
  } finally {
    await slow.end();
  }
});

test.each(['the lease', 'the MAC address'])(
  'list after a lease and its new MAC address were written at once, and %s was committed last, shows the address',
  async (last) => {
    const other = new pg.Client(region.database.url);
    await other.connect();
    try {
      const [mac, ip] = last === 'the lease' ? ['0a:00:00:00:00:07', '10.9.0.7'] : ['0a:00:00:00:00:08', '10.9.0.8'];
      await listOf(region, 'admin', 'gzip');
      await sql.query(`BEGIN; INSERT INTO mac_addresses (mac, node_id) VALUES ('${mac}', ${FIRST})`);
      await other.query(`BEGIN; INSERT INTO dhcp_leases (ip, mac, nodegroup_id)
        SELECT '${ip}', '${mac}', nodegroup_id FROM nodes WHERE id = ${FIRST}`);
      const [first, second] = last === 'the lease' ? [sql, other] : [other, sql];
      await first.query('COMMIT');
      await expectExact();
      await second.query('COMMIT');
      expect(await listOf(region, 'admin', 'identity')).toContain(`"${ip}"`);
      await expectExact();
    } finally {
      await other.end();
    }
  },
);

test('list during changes shows one moment', async () => {
  const [a, b] = [ids[10], ids[NODES - 10]];
  await sql.query(`UPDATE nodes SET cpu_count = CASE system_id WHEN '${a}' THEN 100 ELSE 0 END`);
  let isDone = false;
  const swapping = (async () => {
    for (let i = 0; !isDone; i += 1) {
      const [from, to] = i % 2 === 0 ? [a, b] : [b, a];
      await sql.query(`UPDATE nodes SET cpu_count = CASE system_id WHEN '${to}' THEN 100 ELSE 0 END
        WHERE system_id IN ('${from}', '${to}')${i % 10 === 0 ? ' OR true' : ''}`);
    }
  })();
  try {
    for (let i = 0; i < 30; i += 1) {
      await using fresh = i % 10 === 0 ? await startBeside(region) : undefined;
      const lists = [region, beside, ...(fresh ? [fresh] : [])].map((at) => listOf(at, 'admin', 'identity'));
      for (const text of await Promise.all(lists)) expect(text.match(/"cpu_count": 100,/g)).toHaveLength(1);
    }
  } finally {
    isDone = true;
    await swapping;
  }
});
