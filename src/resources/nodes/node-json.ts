import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';
import { JsonMember, jsonString } from '../../api/reply/json-layout.js';
import type { NodeRow } from '../../model/nodes/view.js';
import { substatusOf } from '../../model/statuses/node-status.js';
import { macShape, macUri } from './mac-json.js';

/** A node on the wire: the 16 keys of MAAS 1.0, then those that clients of MAAS 1.7 to 1.9 read. */
export const nodeShape = z.object({
  status: z.int(),
  macaddress_set: z.array(macShape),
  hostname: z.string(),
  zone: z.object({ resource_uri: z.string(), name: z.string(), description: z.string() }),
  routers: z.array(z.string()).nullable(),
  netboot: z.boolean(),
  cpu_count: z.int(),
  storage: z.int(),
  owner: z.string().nullable(),
  system_id: z.string(),
  architecture: z.string(),
  memory: z.int(),
  power_type: z.string(),
  tag_names: z.array(z.string()),
  ip_addresses: z.array(z.string()),
  resource_uri: z.string(),
  substatus: z.int(),
  power_state: z.enum(['on', 'off', 'unknown', 'error']),
  osystem: z.string(),
  distro_series: z.string(),
});

/**
 * A node on the wire, its keys in the order of the original (docs/contract/nodes.md B3). A template makes the text, as
 * clients often read lists of thousands of nodes.
 */
export function nodeJson(row: NodeRow, links: Links): JsonMember {
  const uri = links.api('nodes', row.system_id);
  const macText = (mac: string) => `{
                "resource_uri": "${macUri(uri, mac)}", 
                "mac_address": "${mac}"
            }`;
  const zone = `"resource_uri": "${links.api('zones', row.zone_name)}", 
            `;
  return nodeText(row, macText, zone, uri);
}

/** A node on the wire as an object, to which keys are added or from which some are taken. */
export function nodeObject(row: NodeRow, links: Links): Readonly<Record<string, unknown>> {
  return JSON.parse(nodeJson(row, links).text);
}

/** Pages of a list of nodes on the wire. @param show makes the JSON of a node; without it, all keys are shown */
export async function* nodePagesJson(
  pages: AsyncGenerator<NodeRow[], void, undefined>,
  links: Links,
  show: (row: NodeRow) => unknown = (row) => nodeJson(row, links),
) {
  for await (const rows of pages) yield rows.map(show);
}

/** A node on the wire for an enlisting machine: the same keys, but without URIs that the machine may not read. */
export function anonymousNodeJson(row: NodeRow, links: Links): JsonMember {
  const macText = (mac: string) => `{
                "mac_address": "${mac}"
            }`;
  return nodeText(row, macText, '', links.api('nodes'));
}

/** Addresses, URIs and numbers need no escaping. */
function nodeText(row: NodeRow, macText: (mac: string) => string, zoneUri: string, uri: string): JsonMember {
  return new JsonMember(`{
        "status": ${row.status}, 
        "macaddress_set": ${textList(row.macs, macText)}, 
        "hostname": ${jsonString(row.hostname)}, 
        "zone": {
            ${zoneUri}"name": ${jsonString(row.zone_name)}, 
            "description": ${jsonString(row.zone_description)}
        }, 
        "routers": ${row.routers ? textList(row.routers, jsonString) : 'null'}, 
        "netboot": ${row.netboot}, 
        "cpu_count": ${row.cpu_count}, 
        "storage": ${row.storage}, 
        "owner": ${row.owner === null ? 'null' : jsonString(row.owner)}, 
        "system_id": ${jsonString(row.system_id)}, 
        "architecture": ${jsonString(row.architecture)}, 
        "memory": ${row.memory}, 
        "power_type": ${jsonString(row.power_type)}, 
        "tag_names": ${textList(row.tag_names, jsonString)}, 
        "ip_addresses": ${textList(row.ip_addresses, jsonString)}, 
        "resource_uri": "${uri}", 
        "substatus": ${substatusOf(row)}, 
        "power_state": "${row.power_state}", 
        "osystem": "${row.distro_series === '' ? '' : 'ubuntu'}", 
        "distro_series": ${jsonString(row.distro_series)}
    }`);
}

/** The text of a list that is a value of the node. @param show makes the JSON text of a member */
function textList(members: readonly string[], show: (member: string) => string): string {
  if (members.length === 0) return '[]';
  let text = '[';
  let separator = '\n            ';
  for (const member of members) {
    text += separator + show(member);
    separator = ', \n            ';
  }
  return `${text}\n        ]`;
}
