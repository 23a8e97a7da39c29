import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import {
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
  PowerToolError,
} from '../../../src/power/driver/errors.js';
import { AmtMachine } from '../../support/amt-machine.js';
import { freePort } from '../../support/free-port.js';
import { needsTools } from '../../support/tools.js';
import { driverOf } from './support.js';

const withTool = needsTools('amttool');

const { changePower, queryState } = driverOf('amt');

const at = (power_address: string, power_pass = 'secret') => ({ power_address, power_pass });

withTool('change of a machine that is off powers it up into the network boot, and down again', async () => {
  await using machine = await AmtMachine.start(false);
  const given = at(machine.address);
  expect(await queryState(given)).toBe('off');
  await changePower(given, 'on');
  expect([machine.on, machine.commands]).toEqual([true, ['powerup pxe']]);
  expect(await queryState(given)).toBe('on');
  await changePower(given, 'off');
  expect([machine.on, machine.commands]).toEqual([false, ['powerup pxe', 'powerdown']]);
});

withTool('power-on of a machine that is on power-cycles it into the network boot', async () => {
  await using machine = await AmtMachine.start(true);
  await changePower(at(machine.address), 'on');
  expect(machine.commands).toEqual(['powercycle pxe']);
});

withTool('power-off of a machine that is off sends no command', async () => {
  await using machine = await AmtMachine.start(false);
  await changePower(at(machine.address), 'off');
  expect(machine.commands).toEqual([]);
});

withTool.each(['S4', 'S4/S5', 'Off'] as const)('change of a machine in state %s treats it as off', async (offState) => {
  await using machine = await AmtMachine.start(false, { offState });
  const given = at(machine.address);
  expect(await queryState(given)).toBe('off');
  await changePower(given, 'off');
  expect(machine.commands).toEqual([]);
  await changePower(given, 'on');
  expect(machine.commands).toEqual(['powerup pxe']);
  await changePower(given, 'off');
  expect([machine.on, machine.commands]).toEqual([false, ['powerup pxe', 'powerdown']]);
});

withTool.each(['S1', 'S2', 'S3'] as const)('power-on of a machine that sleeps in %s resets it', async (offState) => {
  await using machine = await AmtMachine.start(false, { offState });
  const given = at(machine.address);
  expect(await queryState(given)).toBe('unknown');
  await changePower(given, 'on');
  expect([machine.on, machine.commands]).toEqual([true, ['reset pxe']]);
});

withTool('query of a machine that first reports no state is repeated', async () => {
  await using machine = await AmtMachine.start(false, { silent: 2 });
  expect(await queryState(at(machine.address))).toBe('off');
});

withTool('query of a machine whose AMT first refuses it, where amttool prints S0, is repeated', async () => {
  await using machine = await AmtMachine.start(false, { stateRefusals: 2 });
  expect(await queryState(at(machine.address))).toBe('off');
});

withTool('power-on that AMT refuses, which amttool exits with 0, is repeated', async () => {
  await using machine = await AmtMachine.start(true, { statuses: [1, 1] });
  await changePower(at(machine.address), 'on');
  expect(machine.commands).toEqual(['powercycle pxe', 'powercycle pxe', 'powercycle pxe']);
});

withTool('power-on with a wrong password is tried once', async () => {
  await using machine = await AmtMachine.start(false);
  await expect(changePower(at(machine.address, 'wrong'), 'on')).rejects.toThrow(PowerAuthError);
  expect([machine.commands, machine.refused]).toEqual([[], 1]);
});

withTool('power-on of a machine that does not answer fails as a connection error', async () => {
  const nowhere = at(`127.0.0.1:${await freePort()}`);
  await expect(changePower(nowhere, 'on')).rejects.toThrow(PowerConnError);
});

withTool('power-on without an address uses the neighbour with the MAC address', async () => {
  await using machine = await AmtMachine.start(false);
  const folder = await mkdtemp(path.join(tmpdir(), 'maas-region-arp-'));
  try {
    const arpTable = path.join(folder, 'arp');
    const entry = `${machine.address}       0x1         0x2         02:00:00:00:00:07     *        eth0`;
    await writeFile(
      arpTable,
      `IP address       HW type     Flags       HW address            Mask     Device\n${entry}\n`,
    );
    const given = { mac_address: '02:00:00:00:00:07', power_pass: 'secret' };
    await changePower(given, 'on', { environment: { arpTable } });
    expect(machine.on).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

withTool.each(['-h', 'host name', '127.0.0.1;id', 'a\nb', '$(id)', '2001:0:0::5'])(
  'power-on by the address %j is refused',
  async (address) => {
    await expect(changePower(at(address), 'on')).rejects.toThrow(PowerSettingsError);
  },
);

withTool('power-on without amttool names the package to install', async () => {
  const failed = changePower(at('127.0.0.1'), 'on', { environment: { toolPath: '/nowhere' } });
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('amtterm');
});
