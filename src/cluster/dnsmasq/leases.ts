import { isIPv4 } from 'node:net';

/** `expiry mac ip name client-id`; a MAC address of another kind than Ethernet has its number and a dash before it. */
const LINE = /^(?<expiry>\d+) (?<mac>[0-9a-f]{2}(?::[0-9a-f]{2}){5}) (?<ip>\S+) /;
/** The expiry of a lease without an end */
const INFINITE = '0';

/**
 * Reads dnsmasq's lease file. dnsmasq removes expired leases only while it runs, so they are left out here.
 * @param now in seconds since 1970
 * @returns MAC addresses by IPv4 address; lines of another form are left out
 */
export function parseLeases(text: string, now: number): Map<string, string> {
  const leases = new Map<string, string>();
  for (const line of text.split('\n')) {
    const { expiry, mac, ip = '' } = LINE.exec(line)?.groups ?? {};
    const isValid = expiry === INFINITE || Number(expiry) > now;
    if (mac !== undefined && isIPv4(ip) && isValid) leases.set(ip, mac);
  }
  return leases;
}
