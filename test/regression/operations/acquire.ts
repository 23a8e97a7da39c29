import { inTurn } from '../generator/in-turn.js';
import { column, listColumn, type OperationSpec, type Params } from '../generator/operation.js';
import type { Random } from '../generator/random.js';
import {
  INVALID_ARCHITECTURES,
  INVALID_MACS,
  INVALID_NUMBERS,
  INVALID_ZONES,
  mac,
  UNSTORABLE,
} from '../generator/values.js';
import { NETWORKS, READY_NODES, type ReadyNode, ROUTERS, TAGS, ZONES } from '../surroundings.js';

type Constraint = (random: Random, node: ReadyNode) => string | readonly string[];

/** Constraints that a node meets as long as nobody else has acquired it. */
const FITTING: Readonly<Record<string, Constraint>> = {
  name: (_random, { hostname }) => hostname,
  arch: (random, { architecture }) => random.pick([architecture, String(architecture.split('/')[0])]),
  cpu_count: (random, { cpu_count }) => random.pick([`${cpu_count}`, `${cpu_count}.0`, ` +${cpu_count} `, '0.5', '-5']),
  mem: (random, { memory }) => random.pick([`${memory}`, `${memory - 0.5}`, '1e3', '']),
  tags: (random, { tags }) => random.pick([tags, [tags.join(',')], [tags.join(' ')]]),
  networks: (random, { network }) => [random.pick(waysToName(network))],
  not_networks: (random, { network }) =>
    NETWORKS.filter((one) => one !== network).map((one) => random.pick(waysToName(one))),
  connected_to: (random, { routers }) => random.pick([routers, routers.map((router) => router.toUpperCase())]),
  not_connected_to: (random) => [mac(0xf0ffff), ...random.some(ROUTERS, 0.2)],
  zone: (_random, { zone }) => zone,
  not_in_zone: (random, { zone }) =>
    random.some(
      ZONES.filter((one) => one !== zone),
      0.6,
    ),
  agent_name: (random) => random.pick(['juju', '', 'ünï', 'x'.repeat(255)]),
};

const waysToName = ({ name, within, vlan_tag }: (typeof NETWORKS)[number]) => [
  name,
  `ip:${within}`,
  `vlan:${vlan_tag}`,
];

function valid(random: Random): Params {
  const node = random.pick(READY_NODES);
  const chosen = random.some(Object.entries(FITTING), 0.25);
  return Object.fromEntries(chosen.map(([name, constraint]) => [name, constraint(random, node)]));
}

const INVALID_NETWORKS = [
  ...['nowhere', 'bad name', 'ip:bad', 'ip:10.0.0.300', 'ip:198.51.100.1', 'vlan:x', 'vlan:0', 'vlan:4095'],
  ...['vlan:3000', 'vlan:', 'mac:x', ':', '', 'net\0'],
];

export const acquire: OperationSpec = {
  name: 'acquire',
  method: 'POST',
  op: 'acquire',
  path: () => 'nodes/',
  callers: ['user', 'admin', 'user2'],
  validRequests: 18,
  valid,
  invalid: [
    column('name', [UNSTORABLE]),
    column('arch', INVALID_ARCHITECTURES),
    column('cpu_count', INVALID_NUMBERS),
    column('mem', INVALID_NUMBERS),
    listColumn('tags', ['unknown', ['fast', "o'tag"], 'no-tag, neither', 'ä', 'a\0']),
    listColumn('networks', INVALID_NETWORKS),
    listColumn('not_networks', [['storage', 'nowhere'], ...INVALID_NETWORKS.slice(5)]),
    listColumn('connected_to', INVALID_MACS),
    listColumn('not_connected_to', [[inTurn(ROUTERS, 0), 'x'], ...INVALID_MACS]),
    column('zone', INVALID_ZONES),
    listColumn('not_in_zone', ['a b', ['north', 'nowhere'], 'x'.repeat(257), 'x\0', ['unknown-1', 'unknown-2']]),
    column('agent_name', ['x'.repeat(256), UNSTORABLE]),
  ],
  special: [
    ...TAGS.map((tags) => ({ params: { name: 'nobody', tags } })),
    { params: { mem: '9999999' } },
    { encoding: 'json', params: { tags: 'fast', networks: 'storage', not_in_zone: 'north', connected_to: 'x' } },
    { as: null },
    { as: 'worker' },
  ],
};
