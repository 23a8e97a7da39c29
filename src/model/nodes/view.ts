/** A node as every operation shows it, read in one go. */
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
  readonly netboot: boolean;
  readonly power_type: string;
  readonly tag_names: readonly string[];
  readonly ip_addresses: readonly string[];
  readonly routers: readonly string[] | null;
  readonly zone_name: string;
  readonly zone_description: string;
}

/** The shown hostname of node `n` of nodegroup `g`. */
export const FQDN = `CASE WHEN g.status = 1 AND EXISTS (
    SELECT FROM nodegroup_interfaces i WHERE i.nodegroup_id = g.id AND i.management = 2)
  THEN split_part(n.hostname, '.', 1) || '.' || g.name ELSE n.hostname END`;

/** The columns of a NodeRow: of node `n`, its nodegroup `g`, its zone `z` and its owner `u`. */
export const NODE_COLUMNS = `n.id, n.system_id, ${FQDN} AS hostname, u.username AS owner,
  ARRAY(SELECT m.mac FROM mac_addresses m WHERE m.node_id = n.id ORDER BY m.id) AS macs,
  n.architecture, n.cpu_count, n.memory, n.storage, n.status::int AS status, n.netboot, n.power_type,
  ARRAY(SELECT t.name FROM node_tags nt JOIN tags t ON t.id = nt.tag_id
    WHERE nt.node_id = n.id ORDER BY t.name) AS tag_names,
  ARRAY(SELECT host(l.ip) FROM mac_addresses m JOIN dhcp_leases l ON l.nodegroup_id = n.nodegroup_id AND l.mac = m.mac
    WHERE m.node_id = n.id ORDER BY m.id, l.ip) AS ip_addresses,
  n.routers, z.name AS zone_name, z.description AS zone_description`;

/** Joins to node `n` what its columns need. */
export const NODE_JOINS = `JOIN nodegroups g ON g.id = n.nodegroup_id
JOIN zones z ON z.id = n.zone_id
LEFT JOIN users u ON u.id = n.owner_id`;

/** Selects NodeRows from a table or CTE of nodes; conditions may use `n` for the node and `g` for its nodegroup. */
export const selectNodes = (from: string): string => `SELECT ${NODE_COLUMNS} FROM ${from} n ${NODE_JOINS}`;

/** Makes the URIs of resources (api/links.ts). */
export interface Uris {
  api(...segments: readonly string[]): string;
}

/** The 16 keys of a node on the wire (contract/nodes.md B3). */
export function nodeJson(row: NodeRow, uris: Uris) {
  const resourceUri = uris.api('nodes', row.system_id);
  const macs = row.macs.map((mac) => macOf(resourceUri, mac));
  const zone = {
    name: row.zone_name,
    description: row.zone_description,
    resource_uri: uris.api('zones', row.zone_name),
  };
  return shown(row, macs, zone, resourceUri);
}

/** What a machine that enlists itself is shown: the same keys, but nothing that it could follow. */
export function anonymousNodeJson(row: NodeRow, uris: Uris) {
  const macs = row.macs.map((mac) => ({ mac_address: mac }));
  return shown(row, macs, { name: row.zone_name, description: row.zone_description }, uris.api('nodes'));
}

/** A MAC address of a node on the wire. */
export function macJson(systemId: string, mac: string, uris: Uris) {
  return macOf(uris.api('nodes', systemId), mac);
}

function macOf(nodeUri: string, mac: string) {
  return { mac_address: mac, resource_uri: `${nodeUri}macs/${mac.replaceAll(':', '%3A')}/` };
}

/** One literal: a list makes thousands of them, and copying parts together costs more than all else. */
function shown<Mac, Zone>(row: NodeRow, macs: readonly Mac[], zone: Zone, resourceUri: string) {
  return {
    system_id: row.system_id,
    hostname: row.hostname,
    owner: row.owner,
    architecture: row.architecture,
    cpu_count: row.cpu_count,
    memory: row.memory,
    storage: row.storage,
    status: row.status,
    netboot: row.netboot,
    power_type: row.power_type,
    tag_names: row.tag_names,
    ip_addresses: row.ip_addresses,
    routers: row.routers,
    macaddress_set: macs,
    zone,
    resource_uri: resourceUri,
  };
}
