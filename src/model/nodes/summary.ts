import type { Db } from '../../db/database.js';
import { firstRow } from '../../db/first-row.js';
import { statement } from '../../db/statement.js';

/** What the keys of a node do not show. */
interface NodeSummary {
  readonly cluster_uuid: string;
  readonly cluster_name: string;
  /** Why the node is broken or its deployment failed; empty: no reason is known. */
  readonly error: string;
  readonly created: Date;
  readonly updated: Date;
  /** Null: the power state was never seen. */
  readonly power_state_seen: Date | null;
  /** In bytes. Null: the node has no user data. */
  readonly user_data_size: number | null;
}

/** A MAC address of a node, the networks that it is attached to, and its leases. */
interface MacSummary {
  readonly mac_address: string;
  readonly networks: string[];
  readonly ip_addresses: string[];
}

const findNode = statement<[string], NodeSummary>(
  'node_summary',
  `SELECT g.uuid AS cluster_uuid, g.cluster_name, n.error, n.created, n.updated, n.power_state_seen,
     (SELECT length(u.data) FROM node_user_data u WHERE u.node_id = n.id) AS user_data_size
   FROM nodes n JOIN nodegroups g ON g.id = n.nodegroup_id WHERE n.system_id = $1`,
);
const findMacs = statement<[string], MacSummary>(
  'node_summary_macs',
  `SELECT m.mac AS mac_address,
     ARRAY(SELECT w.name FROM mac_networks a JOIN networks w ON w.id = a.network_id WHERE a.mac_id = m.id ORDER BY w.name)
       AS networks,
     ARRAY(SELECT host(l.ip) FROM dhcp_leases l WHERE l.nodegroup_id = n.nodegroup_id AND l.mac = m.mac ORDER BY l.ip)
       AS ip_addresses
   FROM nodes n JOIN mac_addresses m ON m.node_id = n.id WHERE n.system_id = $1 ORDER BY m.id`,
);

/** Reads what pages show of a node beside its keys. @throws NotFound */
export async function summarizeNode(db: Db, systemId: string) {
  const node = await firstRow(db.sql(findNode, systemId));
  return { ...node, macs: await db.sql(findMacs, systemId) };
}
