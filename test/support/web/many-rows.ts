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
  `WITH key AS (
     INSERT INTO consumers (key, name, user_id)
     SELECT 'n' || i, 'bulk-' || i, (SELECT min(user_id) FROM tokens t JOIN nodegroups g ON g.token_id = t.id)
     FROM generate_series(1, :count) i RETURNING id, user_id, name
   ), token AS (
     INSERT INTO tokens (key, secret, consumer_id, user_id) SELECT 'n' || id, 's', id, user_id FROM key
     RETURNING id, consumer_id)
   INSERT INTO nodegroups (uuid, cluster_name, status, token_id)
   SELECT gen_random_uuid(), key.name, 1, token.id FROM key JOIN token ON token.consumer_id = key.id`,
  `INSERT INTO downloads (nodegroup_id, filename, error) SELECT id, 'boot-kernel', 'The mirror is down.' FROM nodegroups
   WHERE cluster_name = 'bulk-4321'`,
  `WITH source AS (
     INSERT INTO boot_sources (nodegroup_id, url, keyring_filename, keyring_data)
     SELECT (SELECT min(id) FROM nodegroups), 'http://bulk-' || i || '.example.com/', 'keys.gpg', ''
     FROM generate_series(1, :count) i RETURNING id)
   INSERT INTO boot_source_selections (boot_source_id, release, arches, subarches, labels)
   SELECT id, 'trusty', '{amd64}', '{*}', '{release}' FROM source`,
  `WITH hook AS (
     INSERT INTO webhooks (url, types, level, enabled, secret)
     SELECT 'http://bulk-' || i || '.example.com/', '{}', 20, false, '' FROM generate_series(1, :count) i RETURNING id)
   INSERT INTO webhook_deliveries (webhook_id, state, attempts, attempted, status, milliseconds)
   SELECT id, 'delivered', 1, now(), 200, 12 FROM hook`,
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
