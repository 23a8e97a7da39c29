import type { Database } from '../../../src/db/database.js';

/** Fills each list of the region with thousands of rows, named `bulk-1`, `bulk-2`, …, as fast as SQL can. */
export async function makeManyRows({ pool }: Database, count: number): Promise<void> {
  for (const text of STATEMENTS) await pool.query(text.replaceAll(':count', String(count)));
  await pool.query('ANALYZE');
}

const STATEMENTS = [
  `WITH content AS (INSERT INTO file_contents (unused_since) SELECT NULL FROM generate_series(1, :count) RETURNING id)
   INSERT INTO files (filename, owner_id, key, size, content_id)
   SELECT 'bulk-' || row_number() OVER (), (SELECT id FROM users WHERE username = 'admin'), gen_random_uuid(), 0, id
   FROM content`,
  `INSERT INTO users (username, email, password)
   SELECT 'bulk-' || i, 'bulk-' || i || '@example.com', '' FROM generate_series(1, :count) i`,
  `INSERT INTO networks (name, address, vlan_tag)
   SELECT 'bulk-' || i, set_masklen('10.0.0.0'::inet + i::bigint * 256, 24), CASE WHEN i <= 4094 THEN i END
   FROM generate_series(1, :count) i`,
  `INSERT INTO zones (name) SELECT 'bulk-' || i FROM generate_series(1, :count) i`,
  `INSERT INTO tags (name) SELECT 'bulk-' || i FROM generate_series(1, :count) i`,
  `INSERT INTO commissioning_scripts (name, content) SELECT 'bulk-' || i, '' FROM generate_series(1, :count) i`,
  `INSERT INTO boot_images (nodegroup_id, osystem, architecture, subarchitecture, release, purpose, label)
   SELECT (SELECT min(id) FROM nodegroups), 'ubuntu', 'amd64', 'generic', 'bulk-' || i, 'install', 'release'
   FROM generate_series(1, :count) i`,
  `INSERT INTO events (level, type, description) SELECT 20, 'Node changed status', 'bulk-' || i
   FROM generate_series(1, :count) i`,
  `WITH consumer AS (
     INSERT INTO consumers (key, name, user_id) SELECT 'c' || i, 'bulk-' || i, (SELECT id FROM users WHERE username = 'admin')
     FROM generate_series(1, :count) i RETURNING id, user_id)
   INSERT INTO tokens (key, secret, consumer_id, user_id) SELECT 't' || id, 's', id, user_id FROM consumer`,
  `INSERT INTO dhcp_leases (ip, mac, nodegroup_id) SELECT '10.128.0.0'::inet + m.id, m.mac, (SELECT min(id) FROM nodegroups)
   FROM mac_addresses m ORDER BY m.id LIMIT :count`,
  `INSERT INTO mac_networks (mac_id, network_id)
   SELECT m.id, n.id FROM mac_addresses m, networks n WHERE n.name = 'bulk-1' ORDER BY m.id LIMIT :count`,
];
