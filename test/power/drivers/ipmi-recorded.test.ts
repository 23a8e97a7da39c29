import { expect, test } from 'vitest';
import { PowerActionError, PowerAuthError, PowerBusyError } from '../../../src/power/driver/errors.js';
import { powerOnRecorded } from './recorded.js';

const STAT = `case "$*" in *--stat*) echo "127.0.0.1: on"; exit 0;; esac`;

const ipmi = (ipmipower: string, config = 'exit 0') =>
  powerOnRecorded('ipmi', {}, { ipmipower: `${STAT}\n${ipmipower}`, 'ipmi-chassis-config': config });

test('power-on without ok from ipmipower fails with exit code 0 too', async () => {
  await expect(ipmi('echo "127.0.0.1: BMC error"')).rejects.toThrow(PowerActionError);
  await expect(ipmi('true')).rejects.toThrow(PowerActionError);
  await expect(ipmi('echo "127.0.0.1: okay then"')).rejects.toThrow(PowerActionError);
});

test('power-on with ok from ipmipower is done with any exit code', async () => {
  await ipmi('echo "127.0.0.1: ok"; exit 1');
});

test('power-on with a refusal of the credentials on stdout fails as an authentication error', async () => {
  await expect(ipmi('echo "127.0.0.1: k_g invalid"; exit 1')).rejects.toThrow(PowerAuthError);
  const privilege = 'echo "127.0.0.1: privilege level cannot be obtained for this user"; exit 1';
  await expect(ipmi(privilege)).rejects.toThrow(PowerAuthError);
});

test('power-on by a busy BMC is retried', async () => {
  await expect(ipmi('echo "127.0.0.1: BMC busy"; exit 1')).rejects.toThrow(PowerBusyError);
});

test('power-on by a BMC that refuses the boot device is done', async () => {
  await ipmi('echo "127.0.0.1: ok"', 'echo "ERROR: Failed to commit Boot_Device" >&2; exit 1');
});

test('power-on with a password that the first tool finds wrong does not run the second', async () => {
  const failed = ipmi('echo "127.0.0.1: ok"', 'echo "/usr/sbin/ipmi-config: password invalid" >&2; exit 1');
  await expect(failed).rejects.toThrow(PowerAuthError);
});

// For localhost, ipmi-chassis-config sets up the hardware that it runs on; for localhost:623 it sends packets.
test.each([
  ['localhost', 'localhost:623'],
  ['127.0.0.1', '127.0.0.1:623'],
  ['::1', '[::1]:623'],
  ['bmc.example:6230', 'bmc.example:6230'],
])('power-on by the address %s passes a port, so that no local hardware is set up', async (power_address, host) => {
  const onlyRemote = `case "$*" in *"--hostname=${host} "*) ;; *) echo "password invalid" >&2; exit 1;; esac`;
  const scripts = { ipmipower: `${STAT}\necho "${power_address}: ok"`, 'ipmi-chassis-config': onlyRemote };
  await powerOnRecorded('ipmi', { power_address }, scripts);
});
