import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PowerActionError, PowerConnError } from '../../../src/power/driver/errors.js';
import { programs } from '../../support/programs.js';
import { powerOn } from './power-on.js';

// What the real tools say in cases that their simulators cannot bring about (power-simulators.md, 1.5): exit codes that
// lie, and noise beside success.

const NOISE = 'echo "Get HPM.x Capabilities request failed, compcode = d4" >&2';

const moonshot = (status: string, on: string) =>
  powerOn(
    'moonshot',
    { power_hwaddress: '' },
    { ipmitool: `${NOISE}\ncase "$*" in *status) ${status};; *) ${on};; esac` },
  );

test('ipmitool that ends with 0 has failed all the same when it does not say what it did', async () => {
  const off = 'echo "Chassis Power is off"';
  await expect(moonshot(off, 'echo "Invalid command" >&2')).rejects.toThrow(PowerActionError);
  await expect(moonshot('echo "Get Chassis Power Status failed" >&2', 'true')).rejects.toThrow(PowerActionError);
});

test('warnings of ipmitool on stderr are not errors', async () => {
  await moonshot('echo "Chassis Power is on"', 'exit 1');
});

test('a cartridge of a state that is neither is told to power on', async () => {
  await using folder = await programs({});
  const file = path.join(folder.folder, 'told');
  const status = `if [ -e ${file} ]; then echo "Chassis Power is on"; else echo "Chassis Power is dreaming"; fi`;
  await moonshot(status, `touch ${file}; echo "Chassis Power Control: Up/On"`);
});

test.each(['echo quux', 'echo "Get Chassis Power Status failed: timeout" >&2; exit 1', 'true'])(
  'a cartridge whose state cannot be made out (%s) is told to power on, and asked again until it says that it is',
  async (nonsense) => {
    await using folder = await programs({});
    const told = path.join(folder.folder, 'told');
    const asked = path.join(folder.folder, 'asked');
    const after = `if [ -e ${asked} ]; then echo "Chassis Power is on"; else touch ${asked}; ${nonsense}; fi`;
    const status = `if [ -e ${told} ]; then ${after}; else ${nonsense}; fi`;
    await moonshot(status, `echo "$*" > ${told}; echo "Chassis Power Control: Up/On"`);
    expect(await readFile(told, 'utf8')).toMatch(/power on\n$/);
  },
);

test('when it does not take the command either, the failure tells what was said of both', async () => {
  const failed = moonshot('echo quux', 'echo "Set Chassis Power Control to Up/On failed" >&2; exit 1');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow(/Control to Up\/On failed.*its state was unknown: .*quux/);
});

test.each([
  ['Node busy', true],
  ['Unspecified error', true],
  ['Device firmeware in update mode', true],
  ['Insufficient privilege level', false],
  ['Invalid command', false],
])('power-on that ipmitool reports as refused with "%s" is retried: %s', async (reason, retry) => {
  const failed = moonshot(
    'echo "Chassis Power is off"',
    `echo "Set Chassis Power Control to Up/On failed: ${reason}" >&2; exit 1`,
  );
  await expect(failed).rejects.toMatchObject({ retry, message: expect.stringContaining(`Up/On failed: ${reason}`) });
});

test('power-on that ipmitool reports as refused is done when the machine is on then', async () => {
  await using folder = await programs({});
  const refused = path.join(folder.folder, 'refused');
  const status = `if [ -e ${refused} ]; then echo "Chassis Power is on"; else echo "Chassis Power is off"; fi`;
  await moonshot(status, `touch ${refused}; echo "Set Chassis Power Control to Up/On failed: Timeout" >&2; exit 1`);
});

test('ipmitool that is killed before it could tell is no success', async () => {
  const failed = moonshot('kill -9 $$', 'true');
  await expect(failed).rejects.toThrow(PowerActionError);
});

test.each(['echo "Status: dreaming"', 'echo "test error"; exit 1', 'true'])(
  'an outlet whose state cannot be made out (%s) is told to power on',
  async (nonsense) => {
    const script = `case "$(cat)" in *'action="status"'*) ${nonsense};; *) echo "Success: Powered ON";; esac`;
    await powerOn('fence_cdu', { power_id: 'one' }, { fence_cdu: script, telnet: '' });
    const failing = script.replace('echo "Success: Powered ON"', 'echo "Failed: no plug"; exit 1');
    const failed = powerOn('fence_cdu', { power_id: 'one' }, { fence_cdu: failing, telnet: '' });
    await expect(failed).rejects.toThrow(/Failed: no plug.*its state was unknown/);
  },
);

const virsh = (state: string, start: string) => {
  const list = 'echo "6d47bd3d-78ae-4e0b-a91a-259d58b8a689 one"';
  const domstate = `if [ -e "$0.started" ]; then echo running; else ${state}; fi`;
  const script = `case "$*" in *list*) ${list};; *domstate*) ${domstate};; *) touch "$0.started"; ${start};; esac`;
  return powerOn('virsh', { power_address: 'qemu:///system', power_id: 'one' }, { virsh: script });
};
const SHUT_OFF = 'echo "shut off"; echo';

test('virsh that ends with 0 has failed all the same when it does not say what it did', async () => {
  await expect(virsh(SHUT_OFF, 'true')).rejects.toThrow(PowerActionError);
  await expect(virsh(SHUT_OFF, 'echo "error: Domain not started" >&2')).rejects.toThrow(PowerActionError);
  await expect(virsh('echo "error: no state" >&2', 'exit 1')).rejects.toThrow(PowerActionError);
});

test('virsh that ends with 0 did not reach libvirt when it says so', async () => {
  const refused = 'echo "error: failed to connect to the hypervisor" >&2';
  await expect(virsh(refused, 'exit 1')).rejects.toThrow(PowerConnError);
});

test('virsh that prints that the domain is started succeeds with any other output', async () => {
  await virsh(SHUT_OFF, `echo "Domain 'one' started"; echo "warning: tainted" >&2`);
});

test('virsh that starts a domain which runs meanwhile says so', async () => {
  const active = 'echo "error: Domain is already active" >&2; exit 1';
  await expect(virsh(SHUT_OFF, active)).rejects.toThrow('Domain is already active');
});

test('virsh that is killed before it could tell is no success', async () => {
  await expect(virsh('kill -9 $$', 'true')).rejects.toThrow(PowerConnError);
});

test.each([
  ['Off', 'powerup'],
  ['S4/S5', 'powerup'],
  ['S3', 'reset'],
])('power-on of a machine in the state %s that amttool reports sends %s', async (state, command) => {
  await using folder = await programs({});
  const file = path.join(folder.folder, 'told');
  const info = `if [ -e ${file} ]; then echo "Powerstate:   S0"; else echo "Powerstate:   ${state}"; fi`;
  const told = `echo "$*" > ${file}; echo "result: pt_status: success"`;
  await powerOn('amt', {}, { amttool: `case "$2" in info) ${info};; *) ${told};; esac` });
  expect(await readFile(file, 'utf8')).toBe(`127.0.0.1 ${command} pxe\n`);
});

// The error is what an administrator has to go by.
test.each([
  ['virsh', { virsh: 'echo "error: failed to get domain" >&2; exit 1' }, 'error: failed to get domain'],
  ['virsh', { virsh: 'echo "error: Cannot recv data: Permission denied (x" >&2; exit 1' }, 'Permission denied (x'],
  ['virsh', { virsh: 'echo "error: Cannot recv data: Host key verification failed." >&2; exit 1' }, 'key verification'],
  ['fence_cdu', { telnet: '', fence_cdu: 'echo "E: Unable to connect/login to x" >&2; exit 1' }, 'E: Unable'],
  ['moonshot', { ipmitool: 'echo "Error: Unable to establish IPMI v2 / RMCP+ session" >&2; exit 1' }, 'Error: Unable'],
  ['moonshot', { ipmitool: 'echo "Address lookup for x failed" >&2; exit 1' }, 'lookup for x failed'],
  ['amt', { amttool: 'echo "401 Unauthorized at y" >&2; exit 2' }, '401 Unauthorized at y'],
  ['amt', { amttool: 'echo "500 read timeout" >&2; exit 2' }, '500 read timeout'],
])('what keeps %s from the machine is told in the words of its program', async (powerType, scripts, words) => {
  const parameters = { power_id: 'one', power_hwaddress: '' };
  const address = powerType === 'virsh' ? { power_address: 'qemu+ssh://host/system' } : {};
  await expect(powerOn(powerType, { ...parameters, ...address }, scripts)).rejects.toThrow(words);
});
