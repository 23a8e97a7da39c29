import type { Network } from '../../api/region-lists.js';

/** The length of the prefix of a network, from its netmask. */
export function prefixOf({ netmask }: Pick<Network, 'netmask'>): number {
  if (!netmask.includes(':')) {
    const bits = netmask.split('.').map((part) => Number(part).toString(2).replaceAll('0', '').length);
    return bits.reduce((sum, count) => sum + count, 0);
  }
  const groups = netmask.split('::')[0]?.split(':') ?? [];
  return groups.reduce(
    (sum, group) =>
      sum +
      Number.parseInt(group || '0', 16)
        .toString(2)
        .replaceAll('0', '').length,
    0,
  );
}

/** An IPv4 address as a number; undefined for another text. */
function numberOf(address: string): number | undefined {
  const parts = address.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

/** Where an address lies in a network, from 0 to 1; undefined when it does not, and for IPv6. */
export function placeIn(network: Network, address: string): number | undefined {
  const [base, at] = [numberOf(network.ip), numberOf(address)];
  if (base === undefined || at === undefined) return undefined;
  const size = 2 ** (32 - prefixOf(network));
  return at >= base && at < base + size ? (at - base) / size : undefined;
}
