import { inTurn } from '../generator/in-turn.js';
import { column, type OperationSpec, type Params } from '../generator/operation.js';
import type { Random } from '../generator/random.js';
import { INVALID_ADDRESSES, INVALID_MANAGEMENT, UNSTORABLE, uuid } from '../generator/values.js';
import { ACCEPTED_CLUSTER, FIRST_CLUSTER, INTERFACES, REJECTED_CLUSTER } from '../surroundings.js';

/** The fields of an interface in the network with this beginning, some of which are left out unless it is managed. */
export function interfaceFields(random: Random, network: string): Params {
  const management = random.pick(['0', '1', '2', '']);
  const isManaged = management === '1' || management === '2';
  const optional = Object.entries({
    subnet_mask: '255.255.255.0',
    router_ip: `${network}.254`,
    ip_range_low: `${network}.10`,
    ip_range_high: `${network}.99`,
  });
  return {
    ip: `${network}.1`,
    management,
    ...Object.fromEntries(isManaged ? optional : random.some(optional, 0.4)),
    ...(random.chance(0.3) && { broadcast_ip: `${network}.255` }),
  };
}

const ODD_MASKS = ['0.0.0.0', '255.255.255.255', '255.0.255.0', '0.0.0.255', 'ff00::', '10.0.0.1'];
const OUTSIDE = '192.0.2.77';

/** Valid each by itself, but not together. */
const NOT_TOGETHER: readonly Params[] = [
  { management: '1', ip: '10.1.2.3', subnet_mask: '255.0.0.0' },
  { management: '2', ip: 'fd00::1', subnet_mask: 'ff00::' },
  { management: '1', ip: '10.1.2.3', subnet_mask: 'ffff::' },
  { management: '1', subnet_mask: '' },
  { management: '1', router_ip: '', ip_range_low: '' },
  { management: '2', ip_range_high: '', interface: '' },
  { ip: '2001:DB8::1', subnet_mask: 'ffff:ffff::', router_ip: '::ffff:10.0.0.1' },
];

const INVALID = [
  column('interface', ['x'.repeat(256), UNSTORABLE]),
  column('management', INVALID_MANAGEMENT),
  column('ip', ['', undefined, ...INVALID_ADDRESSES]),
  column('subnet_mask', [...ODD_MASKS, 'host', '10.0.0.1\0']),
  column('broadcast_ip', [OUTSIDE, ...INVALID_ADDRESSES.slice(2)]),
  column('router_ip', [...INVALID_ADDRESSES, OUTSIDE]),
  column('ip_range_low', ['host', OUTSIDE, ...INVALID_ADDRESSES.slice(5)]),
  column('ip_range_high', [OUTSIDE, '', ...INVALID_ADDRESSES.slice(3)]),
  NOT_TOGETHER,
];

export const interfacesNew: OperationSpec = {
  name: 'interfaces new',
  method: 'POST',
  op: 'new',
  path: (random) => `nodegroups/${random.pick([FIRST_CLUSTER, ACCEPTED_CLUSTER, REJECTED_CLUSTER])}/interfaces/`,
  callers: ['admin'],
  validRequests: 12,
  valid: (random, index) => ({
    interface: random.pick([`eth-${index}`, `ünï ${index}`, `eth0.${index}`]),
    ...interfaceFields(random, random.pick([`10.100.${index}`, `172.16.${index}`])),
  }),
  invalid: INVALID,
  special: [
    { params: { interface: 'eth0' } },
    { path: `nodegroups/${uuid(0)}/interfaces/` },
    { as: 'worker', path: `nodegroups/${FIRST_CLUSTER}/interfaces/` },
    { as: 'worker', path: `nodegroups/${ACCEPTED_CLUSTER}/interfaces/` },
    { as: 'user' },
    { as: null },
  ],
};

/** Some fields of the interface, which has the address 10.N.0.1 by its number. */
function validChange(random: Random, number: number): Params {
  const fields = Object.entries(interfaceFields(random, `10.${number}.0`));
  return Object.fromEntries(random.chance(0.5) ? fields : random.some(fields, 0.4));
}

const pathOf = (name: string, cluster = ACCEPTED_CLUSTER) => `nodegroups/${cluster}/interfaces/${name}/`;

export const interfacePut: OperationSpec = {
  name: 'interface PUT',
  method: 'PUT',
  path: (_random, index) => pathOf(inTurn(INTERFACES, index)),
  callers: ['admin'],
  validRequests: 16,
  valid: (random, index) => validChange(random, index % INTERFACES.length),
  invalid: INVALID,
  special: [
    { params: { interface: 'eth1' }, path: pathOf('eth0') },
    { path: pathOf('nothing') },
    { path: pathOf('%00') },
    { path: pathOf('eth0', uuid(0)) },
    { as: 'worker', path: pathOf('eth0') },
    { as: 'worker', path: pathOf('eth0', FIRST_CLUSTER), params: { interface: 'a/b' } },
    { as: 'user' },
    { as: null },
  ],
};
