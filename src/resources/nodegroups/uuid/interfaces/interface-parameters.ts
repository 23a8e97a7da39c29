import type { InterfaceChanges } from '../../../../model/clusters/interfaces/edit.js';
import { addressOrNone, interfaceName, management } from '../../../../model/clusters/interfaces/fields.js';
import { type Deferred, deferred, optional, settler } from '../../../../params/param.js';

/** What `ip` is. */
export const IP_DOC = 'The address of the cluster on this interface, IPv4 or IPv6.';

/** The parameters that adding and changing share: all but `ip`. */
export const interfaceParameters = {
  interface: deferred(optional(interfaceName, 'The name of the interface: eth0.')),
  management: deferred(
    optional(management, 'What the cluster manages: 0 nothing (unless said otherwise), 1 DHCP, 2 DHCP and DNS.'),
  ),
  subnet_mask: deferred(optional(addressOrNone, 'The netmask: 255.255.0.0. Needed to manage the interface.')),
  broadcast_ip: deferred(
    optional(addressOrNone, 'The broadcast address; when it is not given, the last one of the network.'),
  ),
  router_ip: deferred(optional(addressOrNone, 'The default gateway. Needed to manage the interface.')),
  ip_range_low: deferred(optional(addressOrNone, 'The lowest address for DHCP. Needed to manage the interface.')),
  ip_range_high: deferred(optional(addressOrNone, 'The highest address for DHCP. Needed to manage the interface.')),
};

type Given = { readonly [Name in keyof InterfaceChanges]-?: Deferred<InterfaceChanges[Name]> };

/** The fields that are right by themselves, and what is wrong with the others. */
export function sortInterface(given: Given) {
  const wrong: Record<string, readonly string[]> = {};
  const take = settler(wrong);
  const right: InterfaceChanges = {
    interface: take('interface', given.interface),
    management: take('management', given.management),
    ip: take('ip', given.ip),
    subnet_mask: take('subnet_mask', given.subnet_mask),
    broadcast_ip: take('broadcast_ip', given.broadcast_ip),
    router_ip: take('router_ip', given.router_ip),
    ip_range_low: take('ip_range_low', given.ip_range_low),
    ip_range_high: take('ip_range_high', given.ip_range_high),
  };
  return { right, wrong };
}
