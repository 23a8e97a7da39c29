import { isIPv4, isIPv6 } from 'node:net';
import { IPv4Mask, IPv6Mask } from 'ip-num';
import { z } from 'zod';
import { Invalid } from '../../errors.js';

const MAX_VLAN_TAG = 4_094;
const RESERVED_VLAN_TAG = 4_095;

/** An IPv4 or IPv6 address. One with a zone (`fe80::1%eth0`) means something on one machine only. */
export const ipAddress = z.string().trim().refine(isAddress, 'Enter a valid IPv4 or IPv6 address.');

function isAddress(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes('%'));
}

/** A netmask in the form of an address, of a network with more than one address but less than all of them. */
export const netmask = ipAddress.refine((text) => {
  const prefix = prefixOf(text);
  return prefix !== undefined && prefix > 0 && prefix < bitsOf(text);
}, 'Enter a netmask: ones followed by zeros, and some of each.');

/** A VLAN tag; 0 means untagged. */
export const vlanTag = z
  .string()
  .trim()
  .regex(/^[+-]?\d{1,15}$/, 'Enter a whole number.')
  .transform(Number)
  .refine((tag) => tag !== RESERVED_VLAN_TAG, `The VLAN tag ${RESERVED_VLAN_TAG} is reserved.`)
  .refine((tag) => tag >= 0 && tag <= RESERVED_VLAN_TAG, `Enter a VLAN tag from 0 (untagged) to ${MAX_VLAN_TAG}.`);

const bitsOf = (address: string): number => (isIPv4(address) ? 32 : 128);

/** The number of leading ones; undefined when it is no netmask. */
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
export function withPrefix(ip: string, mask: string): string {
  const prefix = prefixOf(mask);
  if (prefix === undefined || bitsOf(ip) !== bitsOf(mask)) {
    throw Invalid.field('netmask', 'The netmask and the address must be of one family, both IPv4 or both IPv6.');
  }
  return `${ip}/${prefix}`;
}
