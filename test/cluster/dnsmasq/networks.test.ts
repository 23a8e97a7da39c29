import { expect, test } from 'vitest';
import { readNetworks } from '../../../src/cluster/dnsmasq/networks.js';
import { makeConfig } from './config.js';

test('readNetworks returns the networks of managed interfaces', () => {
  const { networks, problems } = readNetworks(makeConfig({}, { broadcast_ip: '', router_ip: '' }));
  expect(networks).toMatchObject([{ cidr: '10.20.0.0/24', broadcast: '10.20.0.255', router: '', dns: true }]);
  expect(problems).toEqual([]);
  expect(readNetworks(makeConfig({}, { management: 0 })).networks).toEqual([]);
});

test.each([
  [{ interface: 'eth0\ndhcp-script=/bin/sh' }, 'its name is not valid'],
  [{ interface: '*' }, 'its name is not valid'],
  [{ interface: '' }, 'its name is not valid'],
  [{ ip: '10.20.0.1,x' }, 'are not an IPv4 address'],
  [{ ip: 'fd00::1', subnet_mask: 'ffff::' }, 'are not an IPv4 address'],
  [{ subnet_mask: '255.0.255.0' }, 'are not an IPv4 address'],
  [{ ip_range_low: '' }, 'low "" is not an address of its network'],
  [{ ip_range_high: '10.20.1.5' }, 'high "10.20.1.5" is not an address of its network'],
  [{ router_ip: '10.20.0.1\ndhcp-script=/x' }, 'router'],
  [{ ip_range_low: '10.20.0.201' }, 'its range begins at 10.20.0.201 and ends at 10.20.0.200'],
])('readNetworks refuses an interface with %j', (changes, problem) => {
  const { networks, problems } = readNetworks(makeConfig({}, changes));
  expect(networks).toEqual([]);
  expect(problems).toEqual([expect.stringContaining(problem)]);
});
