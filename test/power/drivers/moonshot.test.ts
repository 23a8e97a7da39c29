import { describe, expect } from 'vitest';
import { configureDriver, runPowerChange, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import type { PowerChange } from '../../../src/power/driver/driver.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
} from '../../../src/power/driver/errors.js';
import { freePort } from '../../support/free-port.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { needsTools } from '../../support/tools.js';
import { environmentWith } from '../support.js';

const simulated = needsTools('ipmi_sim', 'ipmitool');

const CARTRIDGES = [0x72, 0x74] as const;
const [FIRST, SECOND] = CARTRIDGES;

const node = (powerParameters: object) =>
  configureDriver({
    systemId: 'node-1',
    powerType: 'moonshot',
    powerParameters: { power_user: 'maas', ...powerParameters },
    macAddress: undefined,
  });

const told = (powerParameters: object, change: PowerChange) =>
  runPowerChange(node(powerParameters), change, environmentWith());

simulated('only the cartridge behind the bridge is powered on, and off again', async () => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  const parameters = { ...bmc.parameters, power_hwaddress: '-b 0 -t 0x72' };
  await told(parameters, 'on');
  expect([await bmc.power(), await bmc.power(FIRST), await bmc.power(SECOND)]).toEqual(['off', 'on', 'off']);
  expect(await runPowerQuery(node(parameters), environmentWith(), 10_000)).toBe('on');
  await told({ ...parameters, power_hwaddress: '  -b   0 -t 0x72 ' }, 'off');
  expect(await bmc.power(FIRST)).toBe('off');
  expect(await bmc.told(FIRST)).toEqual(['power 1', 'power 0']);
});

simulated.each(['on', 'off'] as const)('a cartridge that is %s already is told nothing', async (change) => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  await bmc.setPower(change, SECOND);
  await told({ ...bmc.parameters, power_hwaddress: '-b 0 -t 0x74' }, change);
  expect(await bmc.told(SECOND)).toEqual([]);
});

simulated('a cartridge that is not there is a failure that says so', async () => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  const failed = told({ ...bmc.parameters, power_hwaddress: '-b 0 -t 0x7e' }, 'on');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('Unknown (0x83)');
});

simulated('the double bridging of a chassis goes out as it is written', async () => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  const parameters = { ...bmc.parameters, power_hwaddress: '-B 0 -T 0x82 -b 7 -t 0x76 -m 0x20' };
  await expect(told(parameters, 'on')).rejects.toThrow(PowerActionError);
});

simulated('a wrong password is known by how fast it fails, for its words are those of a silent BMC', async () => {
  await using bmc = await IpmiSim.start({ satellites: CARTRIDGES });
  const parameters = { ...bmc.parameters, power_hwaddress: '-b 0 -t 0x72' };
  await expect(told({ ...parameters, power_pass: 'wrong' }, 'on')).rejects.toThrow(PowerAuthError);
  const silent = { ...parameters, power_address: `127.0.0.1:${await freePort()}` };
  await expect(told(silent, 'on')).rejects.toThrow(PowerConnError);
});

simulated('a name that does not resolve is no wrong password, however fast it fails', async () => {
  const parameters = { power_address: 'no-such-host.invalid', power_hwaddress: '' };
  await expect(told(parameters, 'on')).rejects.toThrow(PowerConnError);
});

simulated('a password that is longer than IPMI can carry is told', async () => {
  await using bmc = await IpmiSim.start();
  const failed = told({ ...bmc.parameters, power_pass: 'x'.repeat(21), power_hwaddress: '' }, 'on');
  await expect(failed).rejects.toThrow(PowerSettingsError);
});

describe('a hardware address', () => {
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
    const failed = told({ power_address: '127.0.0.1', power_hwaddress }, 'on');
    await expect(failed).rejects.toThrow(PowerSettingsError);
  });
});
