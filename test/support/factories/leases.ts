import type { Region } from '../region.js';
import { masterPath, type TestCluster } from './clusters.js';

/** Reports leases of a cluster, as MAC addresses by IP address, in place of earlier ones. Default: the first cluster. */
export async function reportLeases(
  region: Region,
  leases: Readonly<Record<string, string>>,
  cluster?: TestCluster,
): Promise<void> {
  const form = { op: 'update_leases', leases: JSON.stringify(leases) };
  (await region.post(cluster?.key ?? 'worker', cluster?.path ?? masterPath(region), form)).ok();
}

/** The leases of a cluster as they are stored, by IP address. */
export async function leasesOf(region: Region, uuid = region.worker.uuid): Promise<Record<string, string>> {
  const { rows } = await region.database.pool.query<{ ip: string; mac: string }>(
    `SELECT host(ip) AS ip, mac FROM dhcp_leases l JOIN nodegroups g ON g.id = l.nodegroup_id
     WHERE g.uuid = $1 ORDER BY l.ip`,
    [uuid],
  );
  return Object.fromEntries(rows.map(({ ip, mac }) => [ip, mac]));
}
