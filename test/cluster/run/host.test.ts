import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { findAbsentInterfaces } from '../../../src/cluster/run/host.js';
import { useFolder } from '../../support/folder.js';
import { makeConfig } from '../dnsmasq/config.js';

const folder = useFolder();

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

test('findAbsentInterfaces passes over an interface without a carrier', async () => {
  await mkdir(folder.at('dark0'));
  await writeFile(folder.at('dark0/carrier'), '0\n');
  expect(findAbsentInterfaces(makeConfig({}, { interface: 'dark0' }), folder.path)).toEqual([]);
});
