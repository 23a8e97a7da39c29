import { expect, test } from 'vitest';
import { interfaceOf } from '../../../src/cli/serve/host-interface.js';

test('interfaceOf the loopback has its address and netmask', () => {
  expect(interfaceOf('lo')).toEqual({ interface: 'lo', ip: '127.0.0.1', subnet_mask: '255.0.0.0' });
});

test('interfaceOf an unknown interface names those of this host', () => {
  expect(() => interfaceOf('nope0')).toThrow(/^This host has no interface "nope0" that is up\. It has /);
});
