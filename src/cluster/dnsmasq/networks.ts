import { isIPv4 } from 'node:net';
import { IPv4, IPv4CidrRange, IPv4Mask, IPv4Prefix } from 'ip-num';
import type { ClusterConfig } from '../config.js';

/** A network in which this cluster serves DHCP. All texts are valid addresses and a valid name of an interface. */
export interface ManagedNetwork {
  /** A name for the settings of this network in dnsmasq's configuration */
  readonly tag: string;
  readonly interface: string;
  /** The cluster's own address on the interface */
  readonly ip: string;
  readonly mask: string;
  /** Such as 10.20.0.0/24 */
  readonly cidr: string;
  readonly broadcast: string;
  /** Empty: machines get no router. */
  readonly router: string;
  readonly low: string;
  readonly high: string;
  /** Whether this cluster is the DNS server of the machines too */
  readonly dns: boolean;
}

type Interface = ClusterConfig['interfaces'][number];

/** What Linux permits, without characters that have a meaning in dnsmasq's configuration. */
const INTERFACE_NAME = /^[a-z0-9][\w.:-]{0,14}$/i;
const DNS = 2;

/**
 * The networks of all interfaces with management 1 or 2.
 * @returns a problem for each managed interface that cannot be served
 */
export function readNetworks(config: ClusterConfig): { networks: ManagedNetwork[]; problems: string[] } {
  const networks: ManagedNetwork[] = [];
  const problems: string[] = [];
  for (const [index, entry] of config.interfaces.entries()) {
    if (entry.management === 0) continue;
    const network = readNetwork(entry, `net${index}`);
    if (typeof network === 'string') problems.push(`interface ${JSON.stringify(entry.interface)}: ${network}`);
    else networks.push(network);
  }
  return { networks, problems };
}

/** @returns the network, or why it cannot be served */
function readNetwork(entry: Interface, tag: string): ManagedNetwork | string {
  const { ip, subnet_mask: mask, router_ip: router, ip_range_low: low, ip_range_high: high } = entry;
  if (!INTERFACE_NAME.test(entry.interface)) return 'its name is not valid';
  const range = parseRange(ip, mask);
  if (!range) return `${JSON.stringify(ip)} and ${JSON.stringify(mask)} are not an IPv4 address and its netmask`;
  const broadcast = entry.broadcast_ip === '' ? range.getLast().toString() : entry.broadcast_ip;
  const inside = { low, high, broadcast, ...(router !== '' && { router }) };
  for (const [name, address] of Object.entries(inside)) {
    if (!contains(range, address)) return `${name} ${JSON.stringify(address)} is not an address of its network`;
  }
  if (new IPv4(low).isGreaterThan(new IPv4(high))) return `its range begins at ${low} and ends at ${high}`;
  const dns = entry.management === DNS;
  return { tag, interface: entry.interface, ip, mask, cidr: cidrOf(range), broadcast, router, low, high, dns };
}

function parseRange(ip: string, mask: string): IPv4CidrRange | undefined {
  if (!isIPv4(ip) || !isIPv4(mask)) return undefined;
  try {
    return new IPv4CidrRange(new IPv4(ip), new IPv4Prefix(BigInt(new IPv4Mask(mask).prefix)));
  } catch {
    // The bits of the mask are not contiguous.
    return undefined;
  }
}

function contains(range: IPv4CidrRange, address: string): boolean {
  if (!isIPv4(address)) return false;
  const value = new IPv4(address);
  return !value.isLessThan(range.getFirst()) && !value.isGreaterThan(range.getLast());
}

function cidrOf(range: IPv4CidrRange): string {
  return `${range.getFirst().toString()}/${range.getPrefix().getValue()}`;
}
