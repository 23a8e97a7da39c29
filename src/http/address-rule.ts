import { lookup } from 'node:dns';
import { type BlockList, isIP, type LookupFunction } from 'node:net';
import { familyOf, networkList } from '../network-list.js';
import { HttpError } from './error.js';

/** Whether a connection to this address and port is permitted. */
export type AddressRule = (address: string, port: number) => boolean;

/** IPv4 networks that are not global unicast (the IANA registry of special-purpose addresses, RFC 6890). */
const SPECIAL_IPV4 = [
  '0.0.0.0/8', // this network
  '10.0.0.0/8', // private
  '100.64.0.0/10', // carrier-grade NAT
  '127.0.0.0/8', // loopback
  '169.254.0.0/16', // link-local, with the metadata services of clouds
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments
  '192.0.2.0/24', // documentation
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16', // private
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/3', // multicast, reserved, broadcast
];
/**
 * All global unicast IPv6 addresses are in this network (RFC 4291 2.4). Mapped addresses, NAT64, unique-local, link-local,
 * multicast and loopback are outside of it.
 */
const GLOBAL_IPV6 = '2000::/3';
const SPECIAL_IPV6 = [
  '2001::/23', // protocol assignments, with Teredo and benchmarks
  '2001:db8::/32', // documentation
  '2002::/16', // 6to4: holds an IPv4 address
  '3fff::/20', // documentation
];

const globalIpv6 = networkList([GLOBAL_IPV6]);
const special = networkList([...SPECIAL_IPV4, ...SPECIAL_IPV6]);

function isGlobalUnicast(address: string): boolean {
  // A zone is valid on one link only.
  if (isIP(address) === 0 || address.includes('%')) return false;
  const family = familyOf(address);
  return !special.check(address, family) && (family === 'ipv4' || globalIpv6.check(address, family));
}

const USUAL_PORTS = [80, 443];

/**
 * Makes the rule for URLs that others choose: a global unicast address, on port 80 or 443.
 * @param allowed networks whose addresses are permitted too, on any port
 */
export function publicOr(allowed: BlockList): AddressRule {
  return (address, port) =>
    (USUAL_PORTS.includes(port) && isGlobalUnicast(address)) ||
    (isIP(address) > 0 && allowed.check(address, familyOf(address)));
}

export function createForbidden(): HttpError {
  return new HttpError('forbidden', 'EACCES');
}

/**
 * Resolves names as Node does, and fails unless the rule permits each address of the name. The connection goes to one of
 * the checked addresses, so a name that resolves differently the next time gains nothing. Node does not resolve literal
 * addresses: check those before.
 */
export function lookupPermitted(rule: AddressRule, port: number): LookupFunction {
  return (name, options, callback) =>
    lookup(name, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '');
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => rule(address, port))) return callback(createForbidden(), '');
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
}
