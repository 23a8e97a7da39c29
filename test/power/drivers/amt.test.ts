import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { drive, driveOf, queryState } from '../../../src/power/actions/run-driver.js';
import {
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
  PowerToolError,
} from '../../../src/power/driver/errors.js';
import { AmtMachine } from '../../support/amt-machine.js';
import { freePort } from '../../support/free-port.js';
import { needsTools } from '../../support/tools.js';
import { worldWith } from '../support.js';

const withTool = needsTools('amttool');

const node = (powerParameters: Readonly<Record<string, unknown>>) =>
  driveOf({ systemId: 'node-1', powerType: 'amt', powerParameters, macAddress: undefined });
const at = (power_address: string, power_pass = 'secret') => node({ power_address, power_pass });

withTool('a machine that is off is powered up into the network boot, and down again', async () => {
  await using machine = await AmtMachine.start(false);
  const given = at(machine.address);
  expect(await queryState(given, worldWith(), 20_000)).toBe('off');
  await drive(given, 'on', worldWith());
  expect([machine.on, machine.commands]).toEqual([true, ['powerup pxe']]);
  expect(await queryState(given, worldWith(), 20_000)).toBe('on');
  await drive(given, 'off', worldWith());
  expect([machine.on, machine.commands]).toEqual([false, ['powerup pxe', 'powerdown']]);
});

withTool('a machine that is on and told to power on is power-cycled into the network boot', async () => {
  await using machine = await AmtMachine.start(true);
  await drive(at(machine.address), 'on', worldWith());
  expect(machine.commands).toEqual(['powercycle pxe']);
});

withTool('a machine that is off and told to power off is told nothing', async () => {
  await using machine = await AmtMachine.start(false);
  await drive(at(machine.address), 'off', worldWith());
  expect(machine.commands).toEqual([]);
});

withTool('a state that it does not tell at first is asked for again', async () => {
  await using machine = await AmtMachine.start(false, { silent: 2 });
  expect(await queryState(at(machine.address), worldWith(), 20_000)).toBe('off');
});

withTool('a command that AMT refuses, which amttool ends well, is given again', async () => {
  await using machine = await AmtMachine.start(true, { statuses: [1, 1] });
  await drive(at(machine.address), 'on', worldWith());
  expect(machine.commands).toEqual(['powercycle pxe', 'powercycle pxe', 'powercycle pxe']);
});

withTool('a wrong password is told after one command, and not tried again', async () => {
  await using machine = await AmtMachine.start(false);
  await expect(drive(at(machine.address, 'wrong'), 'on', worldWith())).rejects.toThrow(PowerAuthError);
  expect([machine.commands, machine.refused]).toEqual([[], 1]);
});

withTool('a machine that is not there is a matter of the connection', async () => {
  const nowhere = at(`127.0.0.1:${await freePort()}`);
  await expect(drive(nowhere, 'on', worldWith())).rejects.toThrow(PowerConnError);
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
    await drive(given, 'on', worldWith({ arpTable }));
    expect(machine.on).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

withTool.each(['-h', 'host name', '127.0.0.1;id', 'a\nb', '$(id)', '2001:0:0::5'])(
  'the address %j is refused',
  async (address) => {
    await expect(drive(at(address), 'on', worldWith())).rejects.toThrow(PowerSettingsError);
  },
);

withTool('without amttool it says what to install', async () => {
  const failed = drive(at('127.0.0.1'), 'on', worldWith({ toolPath: '/nowhere' }));
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('amtterm');
});
