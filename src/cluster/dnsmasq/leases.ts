import { isIPv4 } from 'node:net';

/** `expiry mac ip name client-id`; a MAC address of another kind than Ethernet has its number and a dash before it. */
const LINE = /^\d+ (?<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5}) (?<ip>\S+) /;

/** Reads dnsmasq's lease file. @returns MAC addresses by IPv4 address; lines of another form are left out */
export function parseLeases(text: string): Map<string, string> {
  const leases = new Map<string, string>();
  for (const line of text.split('\n')) {
    const { mac, ip = '' } = LINE.exec(line)?.groups ?? {};
    if (mac !== undefined && isIPv4(ip)) leases.set(ip, mac);
  }
  return leases;
}
