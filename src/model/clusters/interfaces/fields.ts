import { z } from 'zod';
import { REQUIRED } from '../../../errors.js';
import { field, optional } from '../../../params/param.js';
import { isStorable, UNSTORABLE } from '../../../params/text.js';
import { ipAddress, textUpTo } from '../../../params/values.js';
import { InterfaceManagement } from '../../statuses/interface-management.js';

/**
 * The optional addresses of an interface. `isInside`: the address must be in the interface's network. `isNeeded`: a
 * managed interface needs the address.
 */
const OPTIONAL_ADDRESSES = {
  subnet_mask: { isNeeded: true, isInside: false, doc: 'The netmask: 255.255.0.0. Needed to manage the interface.' },
  broadcast_ip: {
    isNeeded: false,
    isInside: true,
    doc: 'The broadcast address; when it is not given, the last one of the network.',
  },
  router_ip: { isNeeded: true, isInside: true, doc: 'The default gateway. Needed to manage the interface.' },
  ip_range_low: { isNeeded: true, isInside: true, doc: 'The lowest address for DHCP. Needed to manage the interface.' },
  ip_range_high: {
    isNeeded: true,
    isInside: true,
    doc: 'The highest address for DHCP. Needed to manage the interface.',
  },
} as const;

type OptionalAddress = keyof typeof OPTIONAL_ADDRESSES;
type ByAddress<Value> = { readonly [Name in OptionalAddress]: Value };
export const ADDRESS_NAMES = Object.keys(OPTIONAL_ADDRESSES) as OptionalAddress[];
export const INSIDE_ADDRESSES = ADDRESS_NAMES.filter((name) => OPTIONAL_ADDRESSES[name].isInside);
/** The fields that a managed interface needs. */
export const NEEDED_FIELDS = [
  'interface' as const,
  ...ADDRESS_NAMES.filter((name) => OPTIONAL_ADDRESSES[name].isNeeded),
];

/** Makes a value for each optional address. */
export function byAddress<Value>(make: (name: OptionalAddress) => Value): ByAddress<Value> {
  return Object.fromEntries(ADDRESS_NAMES.map((name) => [name, make(name)])) as ByAddress<Value>;
}

/** The settings of a network interface, by the names in the API and of columns. Addresses are IPv4 or IPv6. */
export interface InterfaceSettings extends ByAddress<string | null> {
  readonly interface: string;
  readonly management: number;
  readonly ip: string;
}

/** The default settings of an interface. */
export const INTERFACE_DEFAULTS = {
  interface: '',
  management: InterfaceManagement.UNMANAGED,
  ...byAddress(() => null),
};

/** The name of a cluster's network interface, "" for none. */
export const interfaceName = textUpTo(255).refine(isStorable, UNSTORABLE);

/** The services that a cluster manages on an interface. An empty text means none. */
export const management = z
  .enum(['', ...Object.values(InterfaceManagement).map(String)], 'Select a valid choice: 0, 1 or 2.')
  .transform(Number);

/** A required address. */
const requiredAddress = z.string().min(1, REQUIRED).pipe(ipAddress);

/** An address, or null for an empty text. */
export const addressOrNone = z.union([z.literal('').transform(() => null), ipAddress], {
  error: 'Enter a valid IPv4 or IPv6 address.',
});

const IP_DOC = 'The address of the cluster on this interface, IPv4 or IPv6.';

/** The parameters of a new interface. */
export const newInterfaceParams = {
  interface: optional(interfaceName, 'The name of the interface: eth0.'),
  management: optional(
    management,
    'What the cluster manages: 0 nothing (unless said otherwise), 1 DHCP, 2 DHCP and DNS.',
  ),
  ip: field(requiredAddress, IP_DOC),
  ...byAddress((name) => optional(addressOrNone, OPTIONAL_ADDRESSES[name].doc)),
};

/** The parameters of a change of an interface. */
export const interfaceParams = { ...newInterfaceParams, ip: optional(requiredAddress, IP_DOC) };

/** The given fields of an interface. Undefined fields have their defaults or stay as they are. */
export type InterfaceChanges = { readonly [Name in keyof InterfaceSettings]?: InterfaceSettings[Name] | undefined };
