import { describe, expect } from 'vitest';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
} from '../../../src/power/driver/errors.js';
import { freePort } from '../../support/free-port.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { needsTools } from '../../support/tools.js';
import { driverOf } from './support.js';

const simulated = needsTools('ipmi_sim', 'ipmitool');

const CARTRIDGES = [0x72, 0x74] as const;
const [FIRST, SECOND] = CARTRIDGES;

const { changePower, queryState } = driverOf('moonshot', { power_user: 'maas' });

simulated('change of a cartridge does not affect the chassis and the other cartridges', async () => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  const parameters = { ...bmc.parameters, power_hwaddress: '-b 0 -t 0x72' };
  await changePower(parameters, 'on');
  expect([await bmc.power(), await bmc.power(FIRST), await bmc.power(SECOND)]).toEqual(['off', 'on', 'off']);
  expect(await queryState(parameters)).toBe('on');
  await changePower({ ...parameters, power_hwaddress: '  -b   0 -t 0x72 ' }, 'off');
  expect(await bmc.power(FIRST)).toBe('off');
  expect(await bmc.commands(FIRST)).toEqual(['power 1', 'power 0']);
});

simulated.each(['on', 'off'] as const)('power-%s of a cartridge in that state sends no command', async (change) => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  await bmc.setPower(change, SECOND);
  await changePower({ ...bmc.parameters, power_hwaddress: '-b 0 -t 0x74' }, change);
  expect(await bmc.commands(SECOND)).toEqual([]);
});

simulated('power-on of an unknown cartridge fails with the answer of the chassis', async () => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  const failed = changePower({ ...bmc.parameters, power_hwaddress: '-b 0 -t 0x7e' }, 'on');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('Unknown (0x83)');
});

simulated('power-on by double bridging is sent to the chassis', async () => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  const parameters = { ...bmc.parameters, power_hwaddress: '-B 0 -T 0x82 -b 7 -t 0x76 -m 0x20' };
  await expect(changePower(parameters, 'on')).rejects.toThrow(PowerActionError);
});

simulated(
  'power-on with a wrong password fails as an authentication error, without an answer as a connection error',
  async () => {
    await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
    const parameters = { ...bmc.parameters, power_hwaddress: '-b 0 -t 0x72' };
    await expect(changePower({ ...parameters, power_pass: 'wrong' }, 'on')).rejects.toThrow(PowerAuthError);
    const silent = { ...parameters, power_address: `127.0.0.1:${await freePort()}` };
    await expect(changePower(silent, 'on')).rejects.toThrow(PowerConnError);
  },
);

simulated('power-on by a name that does not resolve fails as a connection error', async () => {
  const parameters = { power_address: 'no-such-host.invalid', power_hwaddress: '' };
  await expect(changePower(parameters, 'on')).rejects.toThrow(PowerConnError);
});

simulated('power-on with a password that is too long for IPMI fails as a settings error', async () => {
  await using bmc = await IpmiSim.start();
  const failed = changePower({ ...bmc.parameters, power_pass: 'x'.repeat(21), power_hwaddress: '' }, 'on');
  await expect(failed).rejects.toThrow(PowerSettingsError);
});

describe('power-on by the hardware address', () => {
  simulated.each([
    '-b 0 -t 0x72 -P secret',
    '-b 0 -t',
    '-b 0 0x72',
    '-b $(id)',
    '-f /etc/passwd',
    'chassis 1',
    '-b0 -t0x72',
    '-b -1',
  ])('%j is refused', async (power_hwaddress) => {
    const failed = changePower({ power_address: '127.0.0.1', power_hwaddress }, 'on');
    await expect(failed).rejects.toThrow(PowerSettingsError);
  });
});
