import type { Database } from '../../../src/db/database.js';

/**
 * Writes ready nodes directly into the database, as tests need thousands. They are amd64/generic with 8 CPUs and 16
 * GiB, in the default zone and the oldest cluster. Each one has two MAC addresses. Their names are `bulk-0`, `bulk-1`, …
 * @returns their system_ids, in order of creation
 */
export async function makeReadyNodes(database: Database, count: number): Promise<string[]> {
  const { rows } = await database.pool.query<{ system_id: string }>(INSERT, [count]);
  await database.pool.query('ANALYZE nodes, mac_addresses');
  return rows.map((row) => row.system_id);
}

const INSERT = `
WITH node AS (
  INSERT INTO nodes (system_id, hostname, status, architecture, routers, zone_id, nodegroup_id, cpu_count, memory, storage)
  SELECT 'node-' || gen_random_uuid(), 'bulk-' || position, 4, 'amd64/generic', NULL,
         (SELECT id FROM zones WHERE name = 'default'), (SELECT min(id) FROM nodegroups), 8, 16384, 500000
  FROM generate_series((SELECT count(*) FROM nodes), (SELECT count(*) FROM nodes) + $1::int - 1) AS position
  ORDER BY position
  RETURNING id, system_id
), mac AS (
  INSERT INTO mac_addresses (mac, node_id)
  SELECT '06:' || side || regexp_replace(lpad(to_hex(id), 8, '0'), '(..)', ':\\1', 'g'), id
  FROM node, unnest(ARRAY['00', '01']) AS side
  ORDER BY id, side
)
SELECT system_id FROM node ORDER BY id
`;
