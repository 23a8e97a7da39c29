import { z } from 'zod';
import type { Links } from '../../api/operation/links.js';

export const macShape = z.object({ resource_uri: z.string(), mac_address: z.string() });

/** A MAC address of a node on the wire. */
export function macJson(systemId: string, mac: string, links: Links) {
  return { resource_uri: macUri(links.api('nodes', systemId), mac), mac_address: mac };
}

export function macUri(nodeUri: string, mac: string): string {
  return `${nodeUri}macs/${encodeURIComponent(mac)}/`;
}
