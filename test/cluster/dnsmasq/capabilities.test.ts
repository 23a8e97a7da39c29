import { expect, test } from 'vitest';
import { findMissing } from '../../../src/cluster/dnsmasq/capabilities.js';

const ALL = '000001ffffffffff';
const NETWORK = '0000000000003400';
const NOTHING = '0000000000000000';
const ALL_NEEDED = ['CAP_NET_BIND_SERVICE', 'CAP_NET_ADMIN', 'CAP_NET_RAW'];

const status = (uid: number, effective: string, ambient: string) =>
  `Name:\tnode\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nCapEff:\t${effective}\nCapAmb:\t${ambient}\n`;

test('root needs the effective capabilities', () => {
  expect(findMissing(status(0, ALL, NOTHING))).toEqual([]);
  expect(findMissing(status(0, '0000000000001000', NOTHING))).toEqual(['CAP_NET_BIND_SERVICE', 'CAP_NET_RAW']);
});

test('another account needs the ambient capabilities, which its children keep', () => {
  expect(findMissing(status(1000, NETWORK, NETWORK))).toEqual([]);
  expect(findMissing(status(1000, NETWORK, NOTHING))).toEqual(ALL_NEEDED);
});
