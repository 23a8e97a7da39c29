import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { configureDriver, runPowerChange, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import {
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
  PowerToolError,
} from '../../../src/power/driver/errors.js';
import { AmtMachine } from '../../support/amt-machine.js';
import { freePort } from '../../support/free-port.js';
import { needsTools } from '../../support/tools.js';
import { environmentWith } from '../support.js';

const withTool = needsTools('amttool');

const node = (powerParameters: Readonly<Record<string, unknown>>) =>
  configureDriver({ systemId: 'node-1', powerType: 'amt', powerParameters, macAddress: undefined });
const at = (power_address: string, power_pass = 'secret') => node({ power_address, power_pass });

withTool('a machine that is off is powered up into the network boot, and down again', async () => {
  await using machine = await AmtMachine.start(false);
  const given = at(machine.address);
  expect(await runPowerQuery(given, environmentWith(), 20_000)).toBe('off');
  await runPowerChange(given, 'on', environmentWith());
  expect([machine.on, machine.commands]).toEqual([true, ['powerup pxe']]);
  expect(await runPowerQuery(given, environmentWith(), 20_000)).toBe('on');
  await runPowerChange(given, 'off', environmentWith());
  expect([machine.on, machine.commands]).toEqual([false, ['powerup pxe', 'powerdown']]);
});

withTool('a machine that is on and told to power on is power-cycled into the network boot', async () => {
  await using machine = await AmtMachine.start(true);
  await runPowerChange(at(machine.address), 'on', environmentWith());
  expect(machine.commands).toEqual(['powercycle pxe']);
});

withTool('a machine that is off and told to power off is told nothing', async () => {
  await using machine = await AmtMachine.start(false);
  await runPowerChange(at(machine.address), 'off', environmentWith());
  expect(machine.commands).toEqual([]);
});

withTool.each(['S4', 'S4/S5', 'Off'] as const)('a machine in state %s is off', async (offState) => {
  await using machine = await AmtMachine.start(false, { offState });
  const given = at(machine.address);
  expect(await runPowerQuery(given, environmentWith(), 20_000)).toBe('off');
  await runPowerChange(given, 'off', environmentWith());
  expect(machine.commands).toEqual([]);
  await runPowerChange(given, 'on', environmentWith());
  expect(machine.commands).toEqual(['powerup pxe']);
  await runPowerChange(given, 'off', environmentWith());
  expect([machine.on, machine.commands]).toEqual([false, ['powerup pxe', 'powerdown']]);
});

withTool.each(['S1', 'S2', 'S3'] as const)('power-on of a machine that sleeps in %s resets it', async (offState) => {
  await using machine = await AmtMachine.start(false, { offState });
  const given = at(machine.address);
  expect(await runPowerQuery(given, environmentWith(), 20_000)).toBe('unknown');
  await runPowerChange(given, 'on', environmentWith());
  expect([machine.on, machine.commands]).toEqual([true, ['reset pxe']]);
});

withTool('a state that it does not tell at first is asked for again', async () => {
  await using machine = await AmtMachine.start(false, { silent: 2 });
  expect(await runPowerQuery(at(machine.address), environmentWith(), 20_000)).toBe('off');
});

withTool('a command that AMT refuses, which amttool ends well, is given again', async () => {
  await using machine = await AmtMachine.start(true, { statuses: [1, 1] });
  await runPowerChange(at(machine.address), 'on', environmentWith());
  expect(machine.commands).toEqual(['powercycle pxe', 'powercycle pxe', 'powercycle pxe']);
});

withTool('a wrong password is told after one command, and not tried again', async () => {
  await using machine = await AmtMachine.start(false);
  await expect(runPowerChange(at(machine.address, 'wrong'), 'on', environmentWith())).rejects.toThrow(PowerAuthError);
  expect([machine.commands, machine.refused]).toEqual([[], 1]);
});

withTool('a machine that is not there is a matter of the connection', async () => {
  const nowhere = at(`127.0.0.1:${await freePort()}`);
  await expect(runPowerChange(nowhere, 'on', environmentWith())).rejects.toThrow(PowerConnError);
});

withTool('without an address that of the MAC address is used', async () => {
  await using machine = await AmtMachine.start(false);
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-arp-'));
  try {
    const arpTable = path.join(folder, 'arp');
    const entry = `${machine.address}       0x1         0x2         02:00:00:00:00:07     *        eth0`;
    await writeFile(
      arpTable,
      `IP address       HW type     Flags       HW address            Mask     Device\n${entry}\n`,
    );
    const given = node({ mac_address: '02:00:00:00:00:07', power_pass: 'secret' });
    await runPowerChange(given, 'on', environmentWith({ arpTable }));
    expect(machine.on).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

withTool.each(['-h', 'host name', '127.0.0.1;id', 'a\nb', '$(id)', '2001:0:0::5'])(
  'the address %j is refused',
  async (address) => {
    await expect(runPowerChange(at(address), 'on', environmentWith())).rejects.toThrow(PowerSettingsError);
  },
);

withTool('without amttool it says what to install', async () => {
  const failed = runPowerChange(at('127.0.0.1'), 'on', environmentWith({ toolPath: '/nowhere' }));
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('amtterm');
});
