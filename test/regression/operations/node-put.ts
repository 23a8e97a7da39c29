import { column, type OperationSpec, type Params } from '../generator/operation.js';
import type { Random } from '../generator/random.js';
import {
  INVALID_ARCHITECTURES,
  INVALID_HOSTNAMES,
  INVALID_SERIES,
  INVALID_WHOLE_NUMBERS,
  INVALID_ZONES,
  UNSTORABLE,
  uuid,
} from '../generator/values.js';
import { ARCHITECTURES, DECLARED_NODES, NODE_OF_USER, NODE_OF_USER2, ZONES } from '../surroundings.js';
import { storedPower, VALID_POWER } from './power.js';

const NUMBERS = ['0', '1', ' 8 ', '+3', '007', '2147483647', ''];

function valid(random: Random, index: number): Params {
  const fields: Params = {
    hostname: random.pick([`h-${index}`, `H-${index}.example.com`, `${index}-0`]),
    architecture: random.pick(ARCHITECTURES),
    distro_series: random.pick(['precise', 'trusty', 'xenial', '']),
    zone: random.pick([...ZONES, '']),
    cpu_count: random.pick(NUMBERS),
    memory: random.pick(NUMBERS),
    storage: random.pick(NUMBERS),
  };
  const power = random.chance(0.4) ? random.pick(VALID_POWER) : {};
  return { ...Object.fromEntries(random.some(Object.entries(fields), 0.4)), ...power };
}

export const nodePut: OperationSpec = {
  name: 'node PUT',
  method: 'PUT',
  path: (random) => `nodes/${random.pick(DECLARED_NODES)}/`,
  callers: ['admin'],
  validRequests: 16,
  valid,
  invalid: [
    column('hostname', ['of-user', ...INVALID_HOSTNAMES]),
    column('architecture', ['', ...INVALID_ARCHITECTURES]),
    column('distro_series', INVALID_SERIES),
    [
      ...column('power_type', ['nuclear', "o'power", 'ipmi ', 'constructor', UNSTORABLE]),
      { power_type: 'ether_wake', power_parameters_mac_address: 'no-mac', power_parameters_other: 'x' },
      { power_type: 'ipmi', power_parameters_power_driver: 'LAN_9' },
      { power_type: 'sm15k', power_parameters_power_control: "o'control" },
      { power_type: 'virsh', power_parameters_unknown: 'x', power_parameters_ünknown: 'y' },
      { power_type: 'virsh', power_parameters_power_pass: 'nul\0nul' },
      { power_parameters_other: 'x', power_parameters_skip_check: 'false' },
    ],
    column('zone', INVALID_ZONES),
    column('cpu_count', INVALID_WHOLE_NUMBERS),
    column('memory', INVALID_WHOLE_NUMBERS),
    column('storage', INVALID_WHOLE_NUMBERS),
  ],
  special: [
    ...[NODE_OF_USER, NODE_OF_USER2].flatMap((node): OperationSpec['special'] => [
      { as: 'user', path: `nodes/${node}/` },
      { as: 'admin', path: `nodes/${node}/`, params: { hostname: 'renamed' } },
      { as: 'admin', path: `nodes/${node}/`, params: { hostname: undefined, memory: '77' } },
    ]),
    { path: `nodes/node-${uuid(0)}/` },
    { path: 'nodes/a%00/' },
    { as: null },
    { as: 'worker' },
  ],
  effect: storedPower,
};
