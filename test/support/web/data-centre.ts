import type { Database } from '../../../src/db/database.js';

/**
 * Fills the database with racks of nodes in all states, for tests and pictures of pages. Each rack is a zone `r1`, `r2`, …
 * with 42 nodes. Half of the nodes have owners, tags, leases and commissioning results.
 */
export async function makeDataCentre(database: Database, racks: number): Promise<void> {
  for (const text of STATEMENTS) await database.pool.query(text.replaceAll(':racks', String(racks)));
  await database.pool.query('ANALYZE');
}

/** The statuses and substatuses of the 42 nodes of a rack: most of them work. */
const LIFE = `(ARRAY['6,6','6,6','4,','6,6','4,','6,','6,6','4,','6,9','6,6','1,','4,','6,6','6,6','0,','4,','4,12','6,6','2,','6,6',
  '5,','4,','6,6','2,8','6,6','4,','6,6','6,11','6,6','4,','6,6','7,','4,','6,6','3,','4,','6,6','4,13','6,6','4,','6,6','4,'])`;

const STATEMENTS = [
  `INSERT INTO zones (name, description) SELECT 'r' || r, 'Hall A, rack ' || r FROM generate_series(1, :racks) r
   ON CONFLICT DO NOTHING`,
  `INSERT INTO tags (name, comment) VALUES ('gpu', 'has an accelerator'), ('nvme', ''), ('edge', '')
   ON CONFLICT DO NOTHING`,
  `INSERT INTO networks (name, address, vlan_tag, description) VALUES
     ('rack-net', '10.20.0.0/16', NULL, 'machines'), ('storage', '10.30.0.0/16', 30, 'iSCSI') ON CONFLICT DO NOTHING`,
  `INSERT INTO nodes (system_id, hostname, status, substatus, owner_id, architecture, routers, zone_id, nodegroup_id,
     cpu_count, memory, storage, power_type, power_parameters, power_state, distro_series)
   SELECT 'node-' || gen_random_uuid(), 'r' || r || 'u' || lpad(u::text, 2, '0') || '.dc.example.com', life.status,
     life.substatus, CASE WHEN life.status IN (5, 6) THEN (SELECT id FROM users WHERE username = 'admin') END,
     'amd64/generic', ARRAY['02:00:00:00:00:01'], z.id, (SELECT min(id) FROM nodegroups),
     (ARRAY[8, 16, 32, 64])[1 + u % 4], (ARRAY[16384, 65536, 131072, 262144])[1 + u % 4],
     (ARRAY[480000, 960000, 1920000, 7680000])[1 + (u + r) % 4], 'ipmi',
     '{"power_address": "10.0.0.1", "power_user": "maas", "power_pass": "secret"}',
     CASE WHEN (u * 7 + r) % 37 = 0 THEN 'error' WHEN life.status = 6 OR life.status = 1 THEN 'on'
       WHEN u % 11 = 0 THEN 'unknown' ELSE 'off' END,
     CASE WHEN life.substatus = 6 THEN 'trusty' ELSE '' END
   FROM generate_series(1, :racks) r, generate_series(1, 42) u, zones z,
     LATERAL (SELECT split_part(word, ',', 1)::int AS status, nullif(split_part(word, ',', 2), '')::int AS substatus
       FROM (SELECT ${LIFE}[1 + (u + r * 5) % 42] AS word) w) life
   WHERE z.name = 'r' || r ORDER BY r, u`,
  `INSERT INTO mac_addresses (mac, node_id)
   SELECT '52:' || side || regexp_replace(lpad(to_hex(id), 8, '0'), '(..)', ':\\1', 'g'), id
   FROM nodes, unnest(ARRAY['54', '55']) side ON CONFLICT DO NOTHING`,
  `INSERT INTO dhcp_leases (ip, mac, nodegroup_id)
   SELECT '10.20.0.0'::inet + n.id * 389 % 65536, min(m.mac), n.nodegroup_id FROM nodes n JOIN mac_addresses m ON m.node_id = n.id
   WHERE n.id % 2 = 0 GROUP BY n.id ON CONFLICT DO NOTHING`,
  `INSERT INTO mac_networks (mac_id, network_id)
   SELECT m.id, n.id FROM mac_addresses m, networks n WHERE m.node_id % 3 = 0 ON CONFLICT DO NOTHING`,
  `INSERT INTO node_tags (node_id, tag_id)
   SELECT n.id, t.id FROM nodes n JOIN tags t ON (n.id + t.id) % 4 = 0 ON CONFLICT DO NOTHING`,
  `INSERT INTO commissioning_results (node_id, name, script_result, data)
   SELECT n.id, name, CASE WHEN n.status = 2 AND name LIKE '99%' THEN 1 ELSE 0 END, convert_to(data, 'UTF8')
   FROM nodes n, (VALUES
     ('00-maas-01-lshw.out', '<list><node id="server" class="system"><description>Rack Mount Chassis</description>
       <product>PowerEdge R630</product><vendor>Dell Inc.</vendor><node id="core" class="bus"><description>Motherboard</description>
       <node id="cpu:0" class="processor"><product>Intel(R) Xeon(R) CPU E5-2690 v4</product><size units="Hz">2600000000</size>
       <capabilities><capability id="vmx">CPU virtualization</capability></capabilities></node>
       <node id="memory" class="memory"><description>System Memory</description><size units="bytes">68719476736</size></node>
       <node id="disk" class="disk"><product>SAMSUNG MZ7LM480</product><size units="bytes">480103981056</size></node>
       </node></node></list>'),
     ('99-maas-02-capture-lldp.out', '<lldp label="LLDP neighbors"><interface label="Interface" name="eth0">
       <chassis label="Chassis"><name label="SysName">tor-switch-1</name></chassis></interface></lldp>')) r (name, data)
   WHERE n.status <> 0 ON CONFLICT DO NOTHING`,
  `INSERT INTO events (level, type, description, system_id, created)
   SELECT 20 + 10 * (n.id % 3), (ARRAY['Node powered on', 'Power query failed', 'Commissioning failed'])[1 + n.id % 3],
     (ARRAY['By admin', '10.0.0.1 does not answer', 'Script 99-maas-02-capture-lldp ended with 1'])[1 + n.id % 3],
     n.system_id, now() - make_interval(mins => n.id) FROM nodes n ORDER BY n.id DESC LIMIT 200`,
];
