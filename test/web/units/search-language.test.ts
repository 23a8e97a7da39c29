import { describe, expect, test } from 'vitest';
import type { SearchableNode } from '../../../web/src/pages/nodes/search-fields.js';
import { readSearch, setTerm } from '../../../web/src/pages/nodes/search-language.js';

const NODE: SearchableNode = {
  system_id: 'node-1',
  hostname: 'Web-7.example.com',
  substatus: 10,
  owner: 'ada',
  zone: { name: 'r1' },
  tag_names: ['gpu', 'nvme'],
  macaddress_set: [{ mac_address: '52:54:00:12:34:56' }],
  ip_addresses: ['10.0.1.7'],
  architecture: 'amd64/generic',
  power_type: 'ipmi',
  power_state: 'on',
  distro_series: 'trusty',
  cpu_count: 16,
  memory: 65_536,
  storage: 960_000,
};
const EMPTY = { ...NODE, owner: null, tag_names: [], substatus: 2, power_state: 'error' } as const;

describe('a search matches', () => {
  test.each([
    '',
    'web',
    'WEB-7',
    '10.0.1',
    '52:54:00:12',
    '-ac:1f:6b',
    'status:allocated',
    'status:ready,allocated',
    'tag:gpu',
    'tag:GPU tag:nvme',
    'tag:g*',
    '-tag:edge',
    'zone:r1 owner:ada',
    'owner:me',
    'zone:"r1"',
    'power:on type:ipmi arch:amd64*',
    'ip:10.0.*',
    'mac:5254.0012',
    'series:trusty',
    'name:example',
    'cpu:16',
    'cpu>=16',
    'cpu<17',
    'mem>=64G',
    'mem:64g',
    'mem>63.5GiB',
    'mem<=65536',
    'disk<1T',
    'disk>=960G',
    'trouble:no',
  ])('%j', (text) => {
    const { matches, problems } = readSearch(text, 'ada');
    expect([problems, matches(NODE)]).toEqual([[], true]);
  });
});

describe('a search does not match', () => {
  test.each([
    'db',
    'status:ready',
    '-tag:gpu',
    'tag:gp',
    'owner:none',
    'owner:bob',
    'mem>64G',
    'disk>1T',
    'trouble:yes',
    'web zone:r2',
  ])('%j', (text) => {
    const { matches, problems } = readSearch(text, 'ada');
    expect([problems, matches(NODE)]).toEqual([[], false]);
  });
});

test.each(['owner:none', 'tag:none', 'trouble:yes', 'status:failed-tests'])(
  '%j matches a free node in trouble',
  (text) => {
    expect(readSearch(text, 'ada').matches(EMPTY)).toBe(true);
  },
);

test.each([
  ['colour:red', 'There is no colour: use status, tag, zone,'],
  ['mem>=much', 'mem: much is not a number such as 8 or 64G.'],
  ['zone>3', 'zone: it is a text, so use a colon.'],
  ['trouble:maybe', 'trouble: use yes or no.'],
  ['cpu>=1k', 'cpu: 1k is not a number such as 8 or 64G.'],
  ['constructor:x', 'There is no constructor: use'],
  ['-stauts:ready', 'There is no stauts: use'],
])('%j is explained, and matches nothing', (text, problem) => {
  const { matches, problems } = readSearch(`${text} tag:gpu`, 'ada');
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect([matches(NODE), matches(EMPTY)]).toEqual([false, false]);
});

test.each(['ac:1f:6b', 'AC:1F:6B:00:00:01', 'ac:', 'fd00::7'])('%j is a part of an address', (text) => {
  const node = {
    ...NODE,
    macaddress_set: [{ mac_address: 'ac:1f:6b:00:00:01' }],
    ip_addresses: ['fd00::7'],
  };
  const { matches, problems } = readSearch(text, 'ada');
  expect([problems, matches(node), matches(NODE)]).toEqual([[], true, false]);
});

test.each([
  ['tag:none', [false, true]],
  ['tag:"none"', [true, false]],
  ['tag:me', [false, false]],
  ['zone:"hall a,b"', [true, false]],
  ['owner:"me"', [false, false]],
])('%j matches names %j', (text, expected) => {
  const { matches, problems } = readSearch(text, 'ada');
  const named = { ...NODE, tag_names: ['none', 'ada'], zone: { name: 'Hall A,b' } };
  expect([problems, [matches(named), matches(EMPTY)]]).toEqual([[], expected]);
});

test.each([
  ['', 'status', 'ready', 'status:ready'],
  ['web status:ready tag:gpu', 'status', 'broken', 'web tag:gpu status:broken'],
  ['status:ready', 'status', '', ''],
  ['web', 'zone', 'hall a', 'web zone:"hall a"'],
  ['web', 'tag', 'none', 'web tag:"none"'],
])('setTerm of %j: %s becomes %j', (text, key, value, result) => {
  expect(setTerm(text, key, value)).toBe(result);
});
