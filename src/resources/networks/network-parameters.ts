import { z } from 'zod';
import { badMac, identifier, macAddress } from '../../params/values.js';

export const networkName = identifier(255);
/** A MAC address, or an empty text that stands for no address: see `withoutBlanks`. */
export const macOrNothing = z.union([z.literal(''), macAddress], { error: ({ input }) => badMac(String(input)) });

/** The documentation of the parameters of a network. */
export const NETWORK_DOCS = {
  name: 'The name of the network: letters, digits, dashes and underscores.',
  ip: 'An IPv4 or IPv6 address of the network; its host bits are set to zero.',
  netmask: 'The netmask of the network, in the form of an address: 255.255.255.0.',
  vlan_tag: 'VLAN tag, 1 to 4094; 0 for an untagged network.',
  description: 'Free text about the network.',
  mac_addresses: 'MAC addresses of nodes. They replace all MAC addresses on the network.',
  macs: 'MAC addresses of nodes.',
};
