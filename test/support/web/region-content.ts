import type { Database } from '../../../src/db/database.js';

/** Fills the lists beside those of nodes with a few lifelike rows, for tests and pictures of pages. They belong to `admin`. */
export async function makeRegionContent({ pool }: Database): Promise<void> {
  for (const text of STATEMENTS) await pool.query(text);
}

const ADMIN = `(SELECT id FROM users WHERE username = 'admin')`;
const CLUSTER = '(SELECT min(id) FROM nodegroups)';

const STATEMENTS = [
  `UPDATE nodegroups SET cluster_name = 'hall-a', name = 'dc.example.com' WHERE id = ${CLUSTER}`,
  `UPDATE tags SET definition = '//node[@class="display"]', comment = 'has an accelerator' WHERE name = 'gpu'`,
  `UPDATE tags SET definition = '//node[@id="nvme"]', comment = 'boots from flash' WHERE name = 'nvme'`,
  `INSERT INTO users (username, email, password) VALUES
     ('ada', 'ada@example.com', ''), ('grace', 'grace@example.com', ''), ('juju-production', 'juju@example.com', '')`,
  `INSERT INTO networks (name, address, vlan_tag, description) VALUES
     ('public', '203.0.113.0/24', 10, 'the internet'), ('management', '10.10.0.0/20', 20, 'BMCs'),
     ('backup', '10.40.0.0/22', 40, 'nights only')`,
  `INSERT INTO commissioning_scripts (name, content) VALUES
     ('10-check-raid', '#!/bin/sh'), ('20-burn-in', '#!/bin/sh'), ('99-firmware', '#!/bin/sh')`,
  `WITH content AS (INSERT INTO file_contents (unused_since) SELECT NULL FROM generate_series(1, 3) RETURNING id)
   INSERT INTO files (filename, owner_id, key, size, content_id)
   SELECT (ARRAY['provider-state', 'tools/releases/juju-1.18.4-trusty-amd64.tgz', 'preseed-notes.txt'])[n], ${ADMIN},
     gen_random_uuid(), n * 2048, id
   FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM content) numbered`,
  `INSERT INTO ssh_keys (user_id, key, digest) VALUES
     (${ADMIN}, 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9mM0bq3cYxw4kq admin@desk', repeat('0', 64))`,
  `INSERT INTO boot_sources (nodegroup_id, url, keyring_filename, keyring_data) VALUES
     (${CLUSTER}, 'http://maas.ubuntu.com/images/ephemeral-v2/releases/',
      '/usr/share/keyrings/ubuntu-cloudimage-keyring.gpg', '')`,
  `INSERT INTO boot_source_selections (boot_source_id, release, arches, subarches, labels)
   SELECT id, release, '{amd64}', '{*}', '{release}' FROM boot_sources, unnest(ARRAY['precise', 'trusty']) release`,
  `INSERT INTO boot_images (nodegroup_id, osystem, architecture, subarchitecture, release, purpose, label)
   SELECT ${CLUSTER}, 'ubuntu', 'amd64', 'generic', release, purpose, 'release'
   FROM unnest(ARRAY['precise', 'trusty']) release, unnest(ARRAY['commissioning', 'install', 'xinstall']) purpose ON CONFLICT DO NOTHING`,
  `INSERT INTO downloads (nodegroup_id, filename, size, bytes_downloaded, created) VALUES
     (${CLUSTER}, 'trusty/amd64/root-image.gz', 386000000, 386000000, now() - interval '4 minutes'),
     (${CLUSTER}, 'trusty/amd64/boot-initrd', 29400000, 17200000, now() - interval '20 seconds')`,
  `INSERT INTO nodegroup_interfaces (nodegroup_id, interface, management, ip, subnet_mask, broadcast_ip, router_ip,
     ip_range_low, ip_range_high)
   VALUES (${CLUSTER}, 'eth1', 2, '10.20.0.2', '255.255.0.0', '10.20.255.255', '10.20.0.1', '10.20.1.0', '10.20.9.255')
   ON CONFLICT DO NOTHING`,
];
