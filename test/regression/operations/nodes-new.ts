import { inTurn } from '../generator/in-turn.js';
import { column, listColumn, type OperationSpec, type Params } from '../generator/operation.js';
import type { Random } from '../generator/random.js';
import {
  INVALID_ARCHITECTURES,
  INVALID_HOSTNAMES,
  INVALID_MACS,
  INVALID_SERIES,
  INVALID_WHOLE_NUMBERS,
  INVALID_ZONES,
  mac,
  UNSTORABLE,
} from '../generator/values.js';
import { ACCEPTED_CLUSTER, ARCHITECTURES, FIRST_CLUSTER, READY_NODES, ZONES } from '../surroundings.js';
import { storedPower, VALID_POWER } from './power.js';

const NUMBERS = ['0', ' 16 ', '2048', ''];
const TAKEN = inTurn(READY_NODES, 0).mac;
const NESTED = '{"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": {"j": {"k": 1}}}}}}}}}}}';

const JSON_POWER: readonly Params[] = [
  { power_type: 'virsh', power_parameters: '{"power_address": "127.0.0.1:9", "more": [1, null]}' },
  { power_type: 'ipmi', power_parameters: '{"power_user": "root"}', power_parameters_power_user: 'ünï' },
  { power_type: 'ucsm', power_parameters: ' ' },
];

function valid(random: Random, index: number): Params {
  const macs = [mac(16 * index), mac(16 * index + 1).toUpperCase(), mac(16 * index + 2).replaceAll(':', '-')];
  const optional: Params = {
    hostname: random.pick([`new-${index}`, `N-${index}.example.com`, '192-168-5-19', '1-2-3-4x', '']),
    nodegroup: random.pick([FIRST_CLUSTER, ACCEPTED_CLUSTER, 'Cluster c001', '1', '']),
    autodetect_nodegroup: random.pick(['1', '0', '']),
    distro_series: random.pick(['precise', 'trusty', '']),
    zone: random.pick([...ZONES, '']),
    cpu_count: random.pick(NUMBERS),
    memory: random.pick(NUMBERS),
    storage: random.pick(NUMBERS),
  };
  return {
    mac_addresses: macs.slice(0, random.pick([1, 1, 2, 3])),
    ...random.pick<Params>([
      { architecture: random.pick(ARCHITECTURES) },
      { architecture: 'armhf', subarchitecture: 'highbank' },
      { architecture: 'amd64' },
      { architecture: 'i386/generic', subarchitecture: '' },
    ]),
    ...Object.fromEntries(random.some(Object.entries(optional), 0.35)),
    ...(random.chance(0.4) ? random.pick([...VALID_POWER, ...JSON_POWER]) : {}),
  };
}

export const nodesNew: OperationSpec = {
  name: 'nodes new',
  method: 'POST',
  op: 'new',
  path: () => 'nodes/',
  callers: ['admin', null, 'admin', 'user', 'admin'],
  validRequests: 16,
  valid,
  invalid: [
    [
      ...listColumn('mac_addresses', [[], '', TAKEN, [TAKEN.toUpperCase(), mac(1)], [mac(2), mac(2)], INVALID_MACS]),
      ...listColumn('mac_addresses', ["o'mac", [mac(3), 'a\0']]),
    ],
    column('architecture', ['', ...INVALID_ARCHITECTURES]),
    column('hostname', ['ready-3', ...INVALID_HOSTNAMES]),
    column('nodegroup', ['nowhere', '999999', "o'cluster", 'master', '-1', 'a\0']),
    [
      ...column('power_type', ['nuclear', "o'power", 'a\0']),
      ...['badjson', '[]', '"x"', 'null', '{"a": "\\u0000"}', '{"\\ud800": 1}', NESTED].map((json) => ({
        power_type: 'virsh',
        power_parameters: json,
      })),
      { power_type: 'ipmi', power_parameters: '{', power_parameters_power_driver: 'LAN_9' },
      { power_type: 'amt', power_parameters_mac_address: 'aa:bb:cc:dd:ee' },
      { power_type: 'dli', power_parameters_unknown: 'x', power_parameters_power_pass: 'nul\0' },
    ],
    column('distro_series', INVALID_SERIES),
    column('zone', INVALID_ZONES),
    column('cpu_count', INVALID_WHOLE_NUMBERS.slice(0, 4)),
    column('memory', INVALID_WHOLE_NUMBERS.slice(2, 6)),
    column('storage', INVALID_WHOLE_NUMBERS.slice(4)),
  ],
  special: [
    ...['nosuch', 'generic', ' ', UNSTORABLE].map((subarchitecture) => ({
      params: { architecture: 'amd64', subarchitecture },
    })),
    { params: { architecture: 'amd64/generic', subarchitecture: 'generic' } },
    { as: 'worker' },
  ],
  effect: storedPower,
};
