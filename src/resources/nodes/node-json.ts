import type { Links } from '../../api/operation/links.js';
import { JsonMember, jsonString } from '../../api/reply/json-layout.js';
import type { NodeRow } from '../../model/nodes/view.js';

/**
 * A node on the wire, its keys in the order of the original (contract/nodes.md B3). Its text is made from a template,
 * since lists of thousands of nodes are asked for again and again.
 */
export function nodeJson(row: NodeRow, links: Links): JsonMember {
  const uri = links.api('nodes', row.system_id);
  const macs = row.macs.map(
    (mac) => `{
                "resource_uri": "${macUri(uri, mac)}", 
                "mac_address": "${mac}"
            }`,
  );
  const zone = `"resource_uri": "${links.api('zones', row.zone_name)}", 
            `;
  return shown(row, macs, zone, uri);
}

/** What a machine that enlists itself is shown: the same keys, but nothing that it could follow. */
export function anonymousNodeJson(row: NodeRow, links: Links): JsonMember {
  const macs = row.macs.map(
    (mac) => `{
                "mac_address": "${mac}"
            }`,
  );
  return shown(row, macs, '', links.api('nodes'));
}

/** A MAC address of a node on the wire. */
export function macJson(systemId: string, mac: string, links: Links) {
  return { resource_uri: macUri(links.api('nodes', systemId), mac), mac_address: mac };
}

function macUri(nodeUri: string, mac: string): string {
  return `${nodeUri}macs/${mac.replaceAll(':', '%3A')}/`;
}

/** Addresses, URIs and numbers need no escaping. */
function shown(row: NodeRow, macs: readonly string[], zoneUri: string, uri: string): JsonMember {
  return new JsonMember(`{
        "status": ${row.status}, 
        "macaddress_set": ${list(macs)}, 
        "hostname": ${jsonString(row.hostname)}, 
        "zone": {
            ${zoneUri}"name": ${jsonString(row.zone_name)}, 
            "description": ${jsonString(row.zone_description)}
        }, 
        "routers": ${row.routers ? list(row.routers.map(jsonString)) : 'null'}, 
        "netboot": ${row.netboot}, 
        "cpu_count": ${row.cpu_count}, 
        "storage": ${row.storage}, 
        "owner": ${row.owner === null ? 'null' : jsonString(row.owner)}, 
        "system_id": ${jsonString(row.system_id)}, 
        "architecture": ${jsonString(row.architecture)}, 
        "memory": ${row.memory}, 
        "power_type": ${jsonString(row.power_type)}, 
        "tag_names": ${list(row.tag_names.map(jsonString))}, 
        "ip_addresses": ${list(row.ip_addresses.map(jsonString))}, 
        "resource_uri": "${uri}"
    }`);
}

/** A list that is a value of the node, of members that are JSON. */
function list(members: readonly string[]): string {
  if (members.length === 0) return '[]';
  return `[
            ${members.join(', \n            ')}
        ]`;
}
