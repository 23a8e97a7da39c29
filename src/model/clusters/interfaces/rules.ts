import type { FieldErrors } from '../../../errors.js';
import { InterfaceManagement } from '../../statuses/interface-management.js';
import { INSIDE_ADDRESSES, type InterfaceSettings, NEEDED_FIELDS } from './fields.js';
import {
  getLastAddress,
  getPrefixLength,
  type NetworkRange,
  networkContains,
  parseNetworkRange,
} from './network-range.js';

/** The shortest prefix of a managed network: DHCP does not serve larger networks. */
const SHORTEST_PREFIX = 16;

/**
 * The problems of an interface with well-formed fields: those of the first broken rule (docs/contract/rest.md 6.6).
 * Empty for a valid interface.
 */
export function findInterfaceProblems(settings: InterfaceSettings): FieldErrors {
  const { ip, subnet_mask: mask } = settings;
  const network = mask === null ? undefined : parseNetworkRange(ip, mask);
  if (mask !== null && network === undefined) {
    return { subnet_mask: [`The address ${ip} and the netmask ${mask} do not form a network.`] };
  }
  if (network && isManaged(settings) && getPrefixLength(network) < SHORTEST_PREFIX) {
    return { subnet_mask: [`A network that is managed cannot be larger than a /${SHORTEST_PREFIX}.`] };
  }
  const outside = network ? outsideOf(network, settings) : {};
  return Object.keys(outside).length > 0 ? outside : findEmptyFields(settings);
}

function outsideOf(network: NetworkRange, settings: InterfaceSettings): FieldErrors {
  const outside = INSIDE_ADDRESSES.filter(
    (field) => settings[field] !== null && !networkContains(network, settings[field]),
  );
  return Object.fromEntries(outside.map((field) => [field, ['This address is not in the network of the interface.']]));
}

/** The problems of missing fields of a managed interface. Empty for an unmanaged one. */
export function findEmptyFields(settings: InterfaceSettings): FieldErrors {
  if (!isManaged(settings)) return {};
  const empty = NEEDED_FIELDS.filter((field) => !settings[field]);
  return Object.fromEntries(empty.map((field) => [field, ['A managed interface needs this field.']]));
}

export function isManaged({ management }: Pick<InterfaceSettings, 'management'>): boolean {
  return management !== InterfaceManagement.UNMANAGED;
}

/** The settings with the broadcast address of the network, when they have no broadcast address. */
export function fillBroadcast(settings: InterfaceSettings): InterfaceSettings {
  const { ip, subnet_mask: mask, broadcast_ip: broadcast } = settings;
  const network = mask === null || broadcast !== null ? undefined : parseNetworkRange(ip, mask);
  return network ? { ...settings, broadcast_ip: getLastAddress(network) } : settings;
}
