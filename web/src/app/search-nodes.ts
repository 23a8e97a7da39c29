import type { Node } from '../api/node.js';

/** A node that a search found, and the text that matched. */
export interface Found {
  readonly node: Node;
  readonly matched: string;
}

const MOST = 8;

/**
 * Finds nodes by a part of the name, a MAC address (also without colons), an IP address or a system id. Names that begin
 * with the text come first.
 */
export function searchNodes(nodes: readonly Node[], typed: string): Found[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return [];
  const found: (Found & { rank: number })[] = [];
  for (const node of nodes) {
    const hit = match(node, text);
    if (hit) found.push({ node, ...hit });
  }
  return found.sort((a, b) => a.rank - b.rank || a.node.hostname.localeCompare(b.node.hostname)).slice(0, MOST);
}

function match(node: Node, text: string): { matched: string; rank: number } | undefined {
  const name = node.hostname.toLowerCase();
  if (name.startsWith(text)) return { matched: node.hostname, rank: name === text ? 0 : 1 };
  const ip = node.ip_addresses.find((address) => address.startsWith(text));
  if (ip !== undefined) return { matched: ip, rank: ip === text ? 0 : 2 };
  const digits = text.replaceAll(/[:.-]/g, '');
  const mac = node.macaddress_set.find(
    ({ mac_address }) => digits.length > 1 && mac_address.replaceAll(':', '').includes(digits),
  );
  if (mac) return { matched: mac.mac_address, rank: 3 };
  if (name.includes(text)) return { matched: node.hostname, rank: 4 };
  return node.system_id.toLowerCase().startsWith(text) ? { matched: node.system_id, rank: 5 } : undefined;
}
