import { column, type OperationSpec, type Params } from '../generator/operation.js';
import type { Random } from '../generator/random.js';
import { INVALID_ADDRESSES, UNSTORABLE, uuid } from '../generator/values.js';
import { ACCEPTED_CLUSTER, REJECTED_CLUSTER } from '../surroundings.js';
import { interfaceFields } from './interfaces.js';

/** An interface as a cluster's daemon reports it: numbers as numbers, and null for what it does not know. */
function reported(random: Random, name: string, network: string): object {
  const { management, ...fields } = interfaceFields(random, network);
  const asNumber = management === '' ? null : Number(management);
  return { interface: name, management: asNumber, broadcast_ip: null, ...fields };
}

function valid(random: Random, index: number): Params {
  const list = random
    .some(['eth0', 'eth0:1', 'ünï0'], 0.5)
    .map((name, position) => reported(random, name, `10.${100 + position}.${index}`));
  const optional: Params = {
    name: random.pick(['maas', `zone${index}`, '', 'ünï']),
    cluster_name: random.pick([`Cluster number ${index}`, '']),
    interfaces: random.pick([JSON.stringify(list), JSON.stringify(list), '']),
  };
  return { uuid: uuid(index), ...Object.fromEntries(random.some(Object.entries(optional), 0.6)) };
}

const MANAGED = {
  interface: 'eth0',
  management: 1,
  ip: '10.1.2.3',
  subnet_mask: '255.255.255.0',
  router_ip: '10.1.2.254',
  ip_range_low: '10.1.2.10',
  ip_range_high: '10.1.2.99',
};

/** The members of one reported interface that are invalid, or invalid together. */
const INVALID_MEMBERS: readonly object[] = [
  ...[undefined, null, 5, ...INVALID_ADDRESSES.slice(4)].map((ip) => ({ ip })),
  ...[5, {}, '255.0.255.0', '255.0.0.0', ''].map((subnet_mask) => ({ subnet_mask })),
  ...[3, '01', [], true].map((management) => ({ management })),
  ...[5, null, [], 'x'.repeat(256), 'a\0'].map((name) => ({ interface: name })),
  { router_ip: null, ip_range_low: '', broadcast_ip: '192.0.2.77' },
  { router_ip: '192.0.2.77', ip_range_low: 'host', ip_range_high: false },
];

const INVALID_LISTS: readonly (readonly unknown[])[] = [
  [MANAGED, { ...MANAGED, interface: 'eth1' }],
  [MANAGED, { ip: '10.9.9.9', interface: 'eth0' }],
  [MANAGED, null],
  [5, 'eth0', [], true, {}],
  Array.from({ length: 1_001 }, () => 0),
];

const INVALID_INTERFACES = [
  ...INVALID_MEMBERS.map((members) => JSON.stringify([{ ...MANAGED, ...members }])),
  ...INVALID_LISTS.map((list) => JSON.stringify(list)),
  ...['{}', 'not json', ' ', UNSTORABLE],
];

export const register: OperationSpec = {
  name: 'register',
  method: 'POST',
  op: 'register',
  path: () => 'nodegroups/',
  callers: [null],
  validRequests: 12,
  valid,
  invalid: [
    column('interfaces', INVALID_INTERFACES),
    column('uuid', ['', undefined, 'x'.repeat(37), '👍'.repeat(19), UNSTORABLE]),
    column('name', ['x'.repeat(81), 'ü'.repeat(81), UNSTORABLE]),
    column('cluster_name', ['x'.repeat(101), 'Cluster c001', 'Cluster c002', UNSTORABLE]),
  ],
  special: [
    { params: { uuid: ACCEPTED_CLUSTER } },
    { params: { uuid: REJECTED_CLUSTER } },
    { as: 'admin' },
    { as: 'user', params: { uuid: ACCEPTED_CLUSTER } },
  ],
  effect: ({ params }) => (params.interfaces ? `nodegroups/${params.uuid}/interfaces/?op=list` : undefined),
};
