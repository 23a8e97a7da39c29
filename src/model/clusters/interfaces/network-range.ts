import { isIPv4, isIPv6 } from 'node:net';
import { IPv4, IPv4CidrRange, IPv4Mask, IPv4Prefix, IPv6, IPv6CidrRange, IPv6Mask, IPv6Prefix } from 'ip-num';

/** The addresses of a network, from the first to the last. */
export type NetworkRange = IPv4CidrRange | IPv6CidrRange;

/** The network of an address with this netmask; undefined when the two do not form a network. */
export function parseNetworkRange(ip: string, mask: string): NetworkRange | undefined {
  try {
    if (isIPv4(ip) && isIPv4(mask))
      return new IPv4CidrRange(new IPv4(ip), new IPv4Prefix(BigInt(new IPv4Mask(mask).prefix)));
    if (isIPv6(ip) && isIPv6(mask))
      return new IPv6CidrRange(new IPv6(ip), new IPv6Prefix(BigInt(new IPv6Mask(mask).prefix)));
    return undefined;
  } catch {
    return undefined;
  }
}

/** Whether any of these networks have an address in common. */
export function haveOverlap(networks: readonly NetworkRange[]): boolean {
  const ends = networks.map((network) => ({ first: network.getFirst(), last: network.getLast() }));
  ends.sort(
    ({ first: a }, { first: b }) => a.bitSize - b.bitSize || (a.value < b.value ? -1 : Number(a.value > b.value)),
  );
  return ends.some(({ first }, index) => {
    const before = ends[index - 1]?.last;
    return before !== undefined && before.bitSize === first.bitSize && first.value <= before.value;
  });
}

/** Whether an address is in a network, including the first and the last address. */
export function networkContains(network: NetworkRange, address: string): boolean {
  const found = isIPv4(address) ? new IPv4(address) : new IPv6(address);
  if (found.bitSize !== network.getFirst().bitSize) return false;
  return network.getFirst().value <= found.value && found.value <= network.getLast().value;
}

/** The length of a network's prefix, in bits. */
export function getPrefixLength(network: NetworkRange): number {
  return Number(network.getPrefix().getValue());
}

/** The last address of a network: for IPv4, the broadcast address. */
export function getLastAddress(network: NetworkRange): string {
  return network.getLast().toString();
}
