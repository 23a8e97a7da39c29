import { expect, test } from 'vitest';
import { PowerActionError, PowerAuthError, PowerBusyError } from '../../../src/power/driver/errors.js';
import { powerOn } from './power-on.js';

// What the real tools say in cases that their simulators cannot bring about (power-simulators.md, 1.5): exit codes that
// lie, and noise beside success.

const STAT = `case "$*" in *--stat*) echo "127.0.0.1: on"; exit 0;; esac`;

const ipmi = (ipmipower: string, config = 'exit 0') =>
  powerOn('ipmi', {}, { ipmipower: `${STAT}\n${ipmipower}`, 'ipmi-chassis-config': config });

test('ipmipower that ends with 0 has failed all the same when it does not say ok', async () => {
  await expect(ipmi('echo "127.0.0.1: BMC error"')).rejects.toThrow(PowerActionError);
  await expect(ipmi('true')).rejects.toThrow(PowerActionError);
  await expect(ipmi('echo "127.0.0.1: okay then"')).rejects.toThrow(PowerActionError);
});

test('ipmipower that prints ok succeeds with any exit code', async () => {
  await ipmi('echo "127.0.0.1: ok"; exit 1');
});

test('what ipmipower says on its standard output of the credentials counts', async () => {
  await expect(ipmi('echo "127.0.0.1: k_g invalid"; exit 1')).rejects.toThrow(PowerAuthError);
  const privilege = 'echo "127.0.0.1: privilege level cannot be obtained for this user"; exit 1';
  await expect(ipmi(privilege)).rejects.toThrow(PowerAuthError);
});

test('a busy BMC is tried again later', async () => {
  await expect(ipmi('echo "127.0.0.1: BMC busy"; exit 1')).rejects.toThrow(PowerBusyError);
});

test('a BMC that takes no boot device is powered all the same', async () => {
  await ipmi('echo "127.0.0.1: ok"', 'echo "ERROR: Failed to commit Boot_Device" >&2; exit 1');
});

test('a password that the first of the two tools finds wrong is not tried by the second', async () => {
  const failed = ipmi('echo "127.0.0.1: ok"', 'echo "/usr/sbin/ipmi-config: password invalid" >&2; exit 1');
  await expect(failed).rejects.toThrow(PowerAuthError);
});

// Told localhost, ipmi-chassis-config sets up the hardware that it runs on; told localhost:623, it sends packets.
test.each([
  ['localhost', 'localhost:623'],
  ['127.0.0.1', '127.0.0.1:623'],
  ['::1', '[::1]:623'],
  ['bmc.example:6230', 'bmc.example:6230'],
])('the region’s own hardware is never set up, though the power address be %s', async (power_address, host) => {
  const onlyRemote = `case "$*" in *"--hostname=${host} "*) ;; *) echo "password invalid" >&2; exit 1;; esac`;
  const scripts = { ipmipower: `${STAT}\necho "${power_address}: ok"`, 'ipmi-chassis-config': onlyRemote };
  await powerOn('ipmi', { power_address }, scripts);
});
