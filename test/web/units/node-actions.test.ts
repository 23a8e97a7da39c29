import { expect, test } from 'vitest';
import { base64Of } from '../../../web/src/api/base64.js';
import type { Node } from '../../../web/src/api/node.js';
import { ACTIONS } from '../../../web/src/node-actions/actions.js';

const NODE: Node = {
  status: 4,
  substatus: 4,
  macaddress_set: [],
  hostname: 'web-7',
  zone: { resource_uri: '', name: 'default', description: '' },
  routers: null,
  netboot: true,
  cpu_count: 1,
  storage: 1,
  owner: null,
  system_id: 'node-1',
  architecture: 'amd64/generic',
  memory: 1,
  power_type: 'ipmi',
  tag_names: [],
  ip_addresses: [],
  resource_uri: '',
  power_state: 'off',
  osystem: '',
  distro_series: '',
};
const admin = { username: 'root', email: '', is_superuser: true };
const ada = { username: 'ada', email: '', is_superuser: false };

const permitted = (node: Partial<Node>, user = admin): string[] =>
  ACTIONS.filter(({ refusal }) => refusal({ ...NODE, ...node }, user) === undefined).map(({ id }) => id);

const ALWAYS = ['start', 'stop', 'power_cycle', 'mark_broken', 'set_zone', 'tag'];

test.each<[string, Partial<Node>, string[]]>([
  ['declared', { status: 0, substatus: 0 }, ['accept', 'commission', 'delete']],
  ['commissioning', { status: 1, substatus: 1 }, ['abort', 'delete']],
  ['failed', { status: 2, substatus: 2 }, ['commission', 'delete']],
  ['ready', {}, ['commission', 'acquire', 'delete']],
  ['releasing', { substatus: 12 }, ['commission', 'delete']],
  ['not released', { substatus: 13 }, ['commission', 'release', 'delete']],
  ['allocated', { status: 6, substatus: 10, owner: 'ada' }, ['release']],
  ['deploying', { status: 6, substatus: 9, owner: 'ada' }, ['release', 'abort']],
  ['reserved', { status: 5, substatus: 5, owner: 'ada' }, ['release', 'delete']],
])('an administrator may act on a node that is %s', (_state, node, expected) => {
  expect(permitted(node).sort()).toEqual([...ALWAYS, ...expected].sort());
});

test('a broken node may be fixed, and not be marked broken again', () => {
  expect(permitted({ status: 2, substatus: 8 })).toContain('mark_fixed');
  expect(permitted({ status: 2, substatus: 8 })).not.toContain('mark_broken');
});

test('users act on their own nodes, and acquire free ones', () => {
  expect(permitted({}, ada)).toEqual(['acquire']);
  expect(permitted({ status: 6, substatus: 6, owner: 'ada' }, ada)).toEqual([
    'start',
    'stop',
    'power_cycle',
    'release',
    'mark_broken',
  ]);
  expect(permitted({ status: 6, substatus: 6, owner: 'bob' }, ada)).toEqual([]);
});

test('a node without a power type is not powered, and the reason says so', () => {
  const start = ACTIONS.find(({ id }) => id === 'start');
  expect(start?.refusal({ ...NODE, power_type: '' }, admin)).toBe('The node has no power type.');
});

test('a node that cannot be powered off is not power-cycled, and the reason says so', () => {
  const cycle = ACTIONS.find(({ id }) => id === 'power_cycle');
  expect(cycle?.refusal({ ...NODE, power_type: 'ether_wake' }, admin)).toBe('Wake-on-LAN cannot power a machine off.');
});

test('a start says which deployments it begins, and that user data is removed', () => {
  const start = ACTIONS.find(({ id }) => id === 'start');
  const removed = 'Stored user data is removed, unless new user data replaces it.';
  const allocated = { ...NODE, status: 6, substatus: 10 } as const;
  const deployed = { ...NODE, status: 6, substatus: 6, netboot: false } as const;
  expect(start?.notes?.([NODE, deployed])).toEqual([removed]);
  expect(start?.notes?.([NODE, allocated, deployed])).toEqual(['This begins the deployment of 1 node.', removed]);
});

test('user data is sent as base64 of UTF-8', () => {
  expect(base64Of('#!\u0000 \u00fc\u{1f600}')).toBe(Buffer.from('#!\u0000 \u00fc\u{1f600}').toString('base64'));
});
