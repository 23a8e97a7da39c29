import { expect, test } from 'vitest';
import { findAbsentInterfaces } from '../../../src/cluster/run/host.js';
import { makeConfig } from '../dnsmasq/config.js';

test('findAbsentInterfaces names missing interfaces and missing addresses of managed interfaces', () => {
  expect(findAbsentInterfaces(makeConfig({}, { interface: 'lo', ip: '127.0.0.1' }))).toEqual([]);
  expect(findAbsentInterfaces(makeConfig({}, { interface: 'absent0', management: 0 }))).toEqual([]);
  expect(findAbsentInterfaces(makeConfig({}, { interface: 'absent0' }))).toEqual([
    'this host has no interface "absent0" that is up',
  ]);
  expect(findAbsentInterfaces(makeConfig({}, { interface: 'lo', ip: '10.20.0.1' }))).toEqual([
    'interface lo of this host does not have the address 10.20.0.1 that the region has for it',
  ]);
});
