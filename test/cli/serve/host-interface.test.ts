import { expect, test } from 'vitest';
import { awaitInterface } from '../../../src/cli/serve/host-interface.js';
import { memoryLog } from '../../support/log.js';

const find = (name: string) => awaitInterface(name, memoryLog().log, new AbortController().signal);

test('awaitInterface of the loopback has its address and netmask', async () => {
  expect(await find('lo')).toEqual({ interface: 'lo', ip: '127.0.0.1', subnet_mask: '255.0.0.0' });
});

test('awaitInterface of an unknown interface names those of this host at once', async () => {
  await expect(find('nope0')).rejects.toThrow(/^This host has no interface "nope0"\. It has /);
});
