import { isIPv4 } from 'node:net';
import { IPv4Mask, IPv6Mask } from 'ip-num';
import { Invalid } from '../../errors.js';
import { integer, ipAddress } from '../../params/values.js';

const MAX_VLAN_TAG = 4_094;
const RESERVED_VLAN_TAG = 4_095;

/** A netmask in the form of an address. Netmasks of a single address, and of all addresses, are invalid. */
export const netmask = ipAddress.refine((text) => {
  const prefix = prefixOf(text);
  return prefix !== undefined && prefix > 0 && prefix < bitsOf(text);
}, 'Enter a netmask: ones followed by zeros, and some of each.');

/** A VLAN tag; 0 means untagged. */
export const vlanTag = integer
  .refine((tag) => tag !== RESERVED_VLAN_TAG, `The VLAN tag ${RESERVED_VLAN_TAG} is reserved.`)
  .refine((tag) => tag >= 0 && tag <= RESERVED_VLAN_TAG, `Enter a VLAN tag from 0 (untagged) to ${MAX_VLAN_TAG}.`);

const bitsOf = (address: string): number => (isIPv4(address) ? 32 : 128);

/** The number of leading ones; undefined for an address that is not a valid netmask. */
function prefixOf(mask: string): number | undefined {
  try {
    return Number((isIPv4(mask) ? new IPv4Mask(mask) : new IPv6Mask(mask)).prefix);
  } catch {
    return undefined;
  }
}

/**
 * An address with the prefix length of its netmask: `10.1.2.3/16`.
 * @throws Invalid when the two are of different families
 */
export function addPrefixLength(ip: string, mask: string): string {
  const prefix = prefixOf(mask);
  if (prefix === undefined || bitsOf(ip) !== bitsOf(mask)) {
    throw Invalid.field('netmask', 'The netmask and the address must be of one family, both IPv4 or both IPv6.');
  }
  return `${ip}/${prefix}`;
}
