import { expect, test } from 'vitest';
import { checkVersion, findDnsmasq } from '../../../src/cluster/dnsmasq/programs.js';
import { programs } from '../../support/programs.js';

const printed = (version: string, options = 'IPv6 DHCP DHCPv6 no-Lua TFTP') =>
  `Dnsmasq version ${version}  Copyright (c) 2000-2024 Simon Kelley\nCompile time options: ${options}\n`;

test.each(['2.86', '2.90', '2.100rc1', '3.0'])('checkVersion accepts %s', (version) => {
  expect(checkVersion('dnsmasq', printed(version))).toBe(version);
});

test.each([
  [printed('2.85'), 'dnsmasq has version 2.85; 2.86 or later is needed.'],
  [printed('1.90'), 'dnsmasq has version 1.90; 2.86 or later is needed.'],
  ['something else', 'dnsmasq has version unknown; 2.86 or later is needed.'],
  [printed('2.90', 'IPv6 no-DHCP no-TFTP'), 'dnsmasq was built without DHCP and TFTP.'],
])('checkVersion refuses %j', (text, message) => {
  expect(() => checkVersion('dnsmasq', text)).toThrow(message);
});

test('findDnsmasq with a program that is too old says so', async () => {
  await using old = await programs({ dnsmasq: 'echo "Dnsmasq version 2.70"', setpriv: '' });
  await expect(findDnsmasq(old.toolPath)).rejects.toThrow(/dnsmasq has version 2\.70; 2\.86 or later is needed/);
});
