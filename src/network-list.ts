import { BlockList, isIPv6 } from 'node:net';

/** The name that Node's lists of networks have for the family of a valid address. */
export const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIPv6(address) ? 'ipv6' : 'ipv4');

/** Makes a list of networks. @param words valid addresses and CIDRs */
export function networkList(words: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const word of words) {
    const [base = '', bits] = word.split('/');
    const family = familyOf(base);
    networks.addSubnet(base, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
  }
  return networks;
}
