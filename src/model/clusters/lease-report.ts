import { Invalid } from '../../errors.js';
import { MAX_JSON_TEXT, parseMembers } from '../../params/json-text.js';
import { ipAddress, isIpAddress, looseMacAddress } from '../../params/values.js';
import { Turns } from '../../turns.js';

/** A leased IP address, and the MAC address (in stored form) that leases it. */
type Lease = readonly [ip: string, mac: string];

/** The leases that a cluster reports, and the entries that are not an IP and a MAC address. */
export interface LeaseReport {
  readonly leases: readonly Lease[];
  readonly skipped: readonly string[];
}

/**
 * Reads the report of a cluster, in turns, since it may have tens of thousands of entries. DHCP servers also lease to
 * hardware without a MAC address, such as InfiniBand. These entries are skipped, so that they do not lose all others.
 * @throws Invalid when the text is not a JSON object
 */
export async function readLeaseReport(text: string): Promise<LeaseReport> {
  const leases = await readPlainReport(text);
  return leases ? { leases, skipped: [] } : readAnyReport(text);
}

const BEGIN = /[ \t\r\n]*\{/y;
/** A member of a JSON object that needs no decoding, with a MAC address in stored form, and what follows the member. */
const MEMBER =
  /[ \t\r\n]*"([0-9a-f.:]+)"[ \t\r\n]*:[ \t\r\n]*"([0-9a-f]{2}(?::[0-9a-f]{2}){5})"[ \t\r\n]*(,|\}[ \t\r\n]*$)/y;

/**
 * Reads a report as DHCP servers usually cause it, several times as fast as JSON and its validation.
 * @returns undefined for a report that needs them
 */
async function readPlainReport(text: string): Promise<Lease[] | undefined> {
  if (text.length > MAX_JSON_TEXT) return undefined;
  const turns = new Turns();
  const leases: Lease[] = [];
  BEGIN.lastIndex = 0;
  if (!BEGIN.test(text)) return undefined;
  for (let at = BEGIN.lastIndex, isLast = false; !isLast; ) {
    // Other reports are read in between, so the position is kept here.
    MEMBER.lastIndex = at;
    const [, ip = '', mac = '', follows = ''] = MEMBER.exec(text) ?? [];
    if (!isIpAddress(ip)) return undefined;
    leases.push([ip, mac]);
    at = MEMBER.lastIndex;
    isLast = follows !== ',';
    await turns.next();
  }
  return leases;
}

async function readAnyReport(text: string): Promise<LeaseReport> {
  const members = await parseMembers(text);
  if (!members) throw Invalid.field('leases', 'Enter a JSON object of IP and MAC addresses.');
  const turns = new Turns();
  const leases: Lease[] = [];
  const skipped: string[] = [];
  for (const [key, value] of members) {
    const [ip, mac] = [ipAddress.safeParse(key), looseMacAddress.safeParse(value)];
    if (ip.success && mac.success) leases.push([ip.data, mac.data]);
    else skipped.push(`${key}: ${JSON.stringify(value)}`);
    await turns.next();
  }
  return { leases, skipped };
}
