import type { Db } from '../../db/database.js';
import { statement } from '../../db/statement.js';

/** A leased address, with the node that has the MAC address. */
export interface LeaseView {
  readonly ip: string;
  readonly mac: string;
  readonly system_id: string | null;
  readonly hostname: string | null;
}

const list = statement<[number], LeaseView>(
  'lease_list',
  `SELECT host(l.ip) AS ip, l.mac, n.system_id, n.hostname FROM dhcp_leases l
   LEFT JOIN mac_addresses m ON m.mac = l.mac LEFT JOIN nodes n ON n.id = m.node_id
   WHERE l.nodegroup_id = $1 ORDER BY l.ip`,
);

/** The leases of a cluster by address. */
export function listLeases(db: Db, nodegroupId: number): Promise<LeaseView[]> {
  return db.sql(list, nodegroupId);
}
