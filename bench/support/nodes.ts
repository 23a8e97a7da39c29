import { NodeStatus } from '../../src/model/statuses/node-status.js';
import { execute } from './sql.js';

/**
 * Inserts ready nodes of the first cluster. Each node has two MAC addresses, one of which has a lease. It also has
 * three of twenty tags, and two routers.
 */
export async function insertNodes(url: string, count: number): Promise<void> {
  await execute(url, TAGS, nodes(count), MACS, LEASES, NODE_TAGS, 'VACUUM ANALYZE');
}

const TAGS = `INSERT INTO tags (name) SELECT 'tag-' || lpad(i::text, 2, '0') FROM generate_series(0, 19) i`;

const nodes = (count: number): string => `
  INSERT INTO nodes (system_id, hostname, status, architecture, routers, zone_id, nodegroup_id, cpu_count, memory,
    storage, power_type, power_parameters)
  SELECT 'node-' || gen_random_uuid(), 'bench-' || i || '.example.com', ${NodeStatus.READY}, 'amd64/generic',
    ARRAY['02:00:00:00:00:01', '02:00:00:00:00:02'], z.id, g.id, 8, 16384, 500000, 'ipmi', '{"power_user": "maas"}'
  FROM generate_series(1, ${count}) i, zones z, (SELECT min(id) AS id FROM nodegroups) g
  WHERE z.name = 'default'
  ORDER BY i`;

const MACS = `
  INSERT INTO mac_addresses (mac, node_id)
  SELECT '06:' || side || regexp_replace(lpad(to_hex(id), 8, '0'), '(..)', ':\\1', 'g'), id
  FROM nodes, unnest(ARRAY['00', '01']) side
  ORDER BY id, side`;

const LEASES = `
  INSERT INTO dhcp_leases (ip, mac, nodegroup_id)
  SELECT '10.0.0.0'::inet + n.id, min(m.mac), n.nodegroup_id
  FROM nodes n JOIN mac_addresses m ON m.node_id = n.id
  GROUP BY n.id`;

const NODE_TAGS = `
  INSERT INTO node_tags (node_id, tag_id)
  SELECT n.id, t.id
  FROM nodes n JOIN tags t ON (t.id - n.id) % 20 IN (0, 7, 13, -13, -7)`;
