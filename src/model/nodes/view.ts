import { ClusterStatus } from '../statuses/cluster-status.js';
import { InterfaceManagement } from '../statuses/interface-management.js';
import { ALLOCATED_SUBSTATUS, NodeStatus } from '../statuses/node-status.js';

/** The data of a node that operations show, read by one statement. */
export interface NodeRow {
  readonly id: number;
  readonly system_id: string;
  /** The FQDN: within the cluster's domain when the cluster manages DNS. */
  readonly hostname: string;
  readonly owner: string | null;
  readonly macs: readonly string[];
  readonly architecture: string;
  readonly cpu_count: number;
  readonly memory: number;
  readonly storage: number;
  readonly status: number;
  /** What the status does not tell; null: nothing. */
  readonly substatus: number | null;
  readonly netboot: boolean;
  readonly power_type: string;
  readonly tag_names: readonly string[];
  readonly ip_addresses: readonly string[];
  readonly routers: readonly string[] | null;
  readonly zone_name: string;
  readonly zone_description: string;
  /** The last known power state of the machine. */
  readonly power_state: string;
  /** Empty: the default series. */
  readonly distro_series: string;
}

/** The shown hostname of node `n` of nodegroup `g`. */
export const NODE_FQDN = `CASE WHEN g.status = ${ClusterStatus.ACCEPTED} AND EXISTS (
    SELECT FROM nodegroup_interfaces i WHERE i.nodegroup_id = g.id AND i.management = ${InterfaceManagement.DHCP_AND_DNS})
  THEN split_part(n.hostname, '.', 1) || '.' || g.name ELSE n.hostname END`;

/** The number that node `n` shows as `substatus`, as `substatusOf` has it. */
export const NODE_SUBSTATUS = `coalesce(n.substatus, CASE n.status WHEN ${NodeStatus.ALLOCATED} THEN ${ALLOCATED_SUBSTATUS} ELSE n.status END)`;

/** SQL for the parts of node `n` that are lists. */
interface Lists {
  readonly macs: string;
  readonly tagNames: string;
  readonly ipAddresses: string;
}

/** The columns of a NodeRow: of node `n`, its nodegroup `g`, its zone `z`, its owner `u` and its lists. */
export const nodeColumns = ({ macs, tagNames, ipAddresses }: Lists): string =>
  `n.id, n.system_id, ${NODE_FQDN} AS hostname, u.username AS owner, ${macs} AS macs,
  n.architecture, n.cpu_count, n.memory, n.storage, n.status::int AS status, n.substatus::int AS substatus,
  n.netboot, n.power_type,
  ${tagNames} AS tag_names, ${ipAddresses} AS ip_addresses,
  n.routers, z.name AS zone_name, z.description AS zone_description, n.power_state, n.distro_series`;

/** The columns of a NodeRow, for nodes that are found one by one. */
export const NODE_COLUMNS = nodeColumns({
  macs: 'ARRAY(SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id)',
  tagNames: `ARRAY(SELECT t.name FROM node_tags nt JOIN tags t ON t.id = nt.tag_id
    WHERE nt.node_id = n.id ORDER BY t.name)`,
  ipAddresses: `ARRAY(SELECT host(l.ip) FROM mac_addresses m
    JOIN dhcp_leases l ON l.nodegroup_id = n.nodegroup_id AND l.mac = m.mac
    WHERE m.node_id = n.id ORDER BY m.id, l.ip)`,
});

/** The joins to node `n` that NODE_COLUMNS need. */
export const NODE_JOINS = `JOIN nodegroups g ON g.id = n.nodegroup_id
JOIN zones z ON z.id = n.zone_id
LEFT JOIN users u ON u.id = n.owner_id`;

/** Selects NodeRows from a table or CTE of nodes; conditions may use `n` for the node and `g` for its nodegroup. */
export const selectNodes = (from: string): string => `SELECT ${NODE_COLUMNS} FROM ${from} n ${NODE_JOINS}`;
