import type { Db } from '../../../db/database.js';
import { statement } from '../../../db/statement.js';

/** A machine of a cluster, by its name in DNS. */
export interface ClusterHost {
  /** Without a domain */
  readonly hostname: string;
  /** MAC addresses in stored form, the oldest first */
  readonly macs: readonly string[];
}

const hosts = statement<[number], ClusterHost>(
  'cluster_hosts',
  `SELECT split_part(n.hostname, '.', 1) AS hostname, array_agg(m.mac::text ORDER BY m.id) AS macs
   FROM nodes n JOIN mac_addresses m ON m.node_id = n.id WHERE n.nodegroup_id = $1 GROUP BY n.id ORDER BY n.id`,
);

/** The machines of a cluster that have MAC addresses, the oldest first. */
export function listHosts(db: Db, clusterId: number): Promise<ClusterHost[]> {
  return db.sql(hosts, clusterId);
}
