import { describe, expect, test } from 'vitest';
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

const simulated = needsTools('ipmi_sim', 'ipmipower', 'ipmi-chassis-config');

const node = (powerParameters: object, macAddress?: string) =>
  configureDriver({
    systemId: 'node-1',
    powerType: 'ipmi',
    powerParameters: { power_user: 'maas', ...powerParameters },
    macAddress,
  });

const told = (powerParameters: object, change: PowerChange) =>
  runPowerChange(node(powerParameters), change, environmentWith());

const state = (powerParameters: object) => runPowerQuery(node(powerParameters), environmentWith(), 10_000);

// At once, as most of it is waiting: over IPMI 1.5 the simulator passes over a packet of each session.
describe.concurrent.each(['LAN_2_0', 'LAN', ''])('over driver type "%s"', (power_driver) => {
  simulated('a machine that is off is powered on, and boots from the network', async () => {
    await using bmc = await IpmiSim.start();
    await told({ ...bmc.parameters, power_driver }, 'on');
    expect(await bmc.power()).toBe('on');
    expect(await bmc.boot()).toBe('pxe');
    expect((await bmc.told()).slice(-2)).toEqual(['boot pxe', 'power 1']);
  });

  simulated('one that is on is power-cycled, after the network is made its boot device', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower('on');
    await told({ ...bmc.parameters, power_driver }, 'on');
    expect(await bmc.power()).toBe('on');
    expect((await bmc.told()).slice(-3)).toEqual(['boot pxe', 'power 0', 'power 1']);
  });

  simulated('one that is on is powered off, and one that is off stays off', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower('on');
    for (const _ of ['on', 'off']) {
      await told({ ...bmc.parameters, power_driver }, 'off');
      expect(await bmc.power()).toBe('off');
    }
    expect((await bmc.told()).filter((line) => line.startsWith('power'))).toEqual(['power 0', 'power 0']);
  });

  simulated('its state is told', async () => {
    await using bmc = await IpmiSim.start();
    expect(await state({ ...bmc.parameters, power_driver })).toBe('off');
    await bmc.setPower('on');
    expect(await state({ ...bmc.parameters, power_driver })).toBe('on');
  });
});

simulated.concurrent.each([
  ['password', { power_pass: 'wrong' }, 'password invalid'],
  ['user', { power_user: 'nobody' }, 'username invalid'],
  ['password, by IPMI 1.5', { power_pass: 'wrong', power_driver: 'LAN' }, 'password verification timeout'],
])('a wrong %s is not tried a second time, and changes nothing', async (_, wrong, words) => {
  await using bmc = await IpmiSim.start();
  const failed = told({ ...bmc.parameters, power_driver: 'LAN_2_0', ...wrong }, 'on');
  await expect(failed).rejects.toThrow(PowerAuthError);
  await expect(failed).rejects.toThrow(words);
  expect(await bmc.power()).toBe('off');
  expect(await bmc.told()).toEqual([]);
});

simulated.concurrent('a BMC that does not answer is given up after the time of one session', async () => {
  const started = performance.now();
  const parameters = { power_address: `127.0.0.1:${await freePort()}`, power_user: 'maas', power_pass: 'secret' };
  await expect(told({ ...parameters, power_driver: 'LAN_2_0' }, 'on')).rejects.toThrow(PowerConnError);
  expect(performance.now() - started).toBeLessThan(15_000);
});

simulated.concurrent('a BMC that takes seconds for every answer is waited for', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break({ slow: 1.5 });
  await told({ ...bmc.parameters, power_driver: 'LAN_2_0' }, 'on');
  expect(await bmc.power()).toBe('on');
});

simulated.concurrent('a BMC that dies in the middle of a command counts as one that does not answer', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break('die');
  await expect(told({ ...bmc.parameters, power_driver: 'LAN_2_0' }, 'on')).rejects.toThrow(PowerConnError);
  expect(bmc.isAlive).toBe(false);
});

simulated.concurrent('a BMC that refuses the command is reached, and its refusal told', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break('fail');
  await expect(told({ ...bmc.parameters, power_driver: 'LAN_2_0' }, 'on')).rejects.toThrow(PowerActionError);
});

simulated.concurrent('an account that may power machines and set up nothing powers them all the same', async () => {
  await using bmc = await IpmiSim.start({ privilege: 'operator' });
  await told({ ...bmc.parameters, power_driver: 'LAN' }, 'on');
  expect(await bmc.power()).toBe('on');
});

simulated.concurrent('an account that may only look is refused', async () => {
  await using bmc = await IpmiSim.start({ privilege: 'user' });
  const failed = told({ ...bmc.parameters, power_driver: 'LAN' }, 'on');
  await expect(failed).rejects.toThrow(PowerAuthError);
  await expect(failed).rejects.toThrow('privilege level');
  expect(await bmc.power()).toBe('off');
});

simulated.each(["it's$(id)`x`", 'a\\tb;c&d|e', '-x--help'])('the password %j works', async (password) => {
  await using bmc = await IpmiSim.start({ password });
  await told({ ...bmc.parameters, power_driver: 'LAN_2_0' }, 'on');
  expect(await bmc.power()).toBe('on');
});

simulated.each(['a"b', 'a#b', 'a\\b', 'a\\', '"', '#', 'a b', "a'b", 'x password y'])(
  'the user %j is sent as it is, and sets nothing else',
  async (power_user) => {
    await using bmc = await IpmiSim.start();
    const failed = told({ ...bmc.parameters, power_user, power_driver: 'LAN_2_0' }, 'on');
    await expect(failed).rejects.toThrow('username invalid');
  },
);

simulated.each([
  ['127.0.0.[1-9]', 'a range of hosts'],
  ['127.0.0.1,127.0.0.2', 'a list of hosts'],
  ['127.0.0.1 --off', 'more than a host'],
  ['', 'no host'],
])('the address %j is refused: it is %s', async (power_address) => {
  await expect(told({ power_address, mac_address: '' }, 'on')).rejects.toThrow(PowerSettingsError);
});

simulated('a driver type that does not exist is refused', async () => {
  const parameters = { power_address: '127.0.0.1', power_driver: 'KCS\nhostname other' };
  await expect(told(parameters, 'on')).rejects.toThrow(PowerSettingsError);
  await expect(told({ ...parameters, power_driver: 'KCS' }, 'on')).rejects.toThrow(PowerSettingsError);
});

test('without its tools the action says what to install', async () => {
  const environment = environmentWith({ toolPath: '/nowhere' });
  const failed = runPowerChange(node({ power_address: '127.0.0.1' }), 'on', environment);
  await expect(failed).rejects.toThrow(
    'ipmi-chassis-config is not installed; it is in the Debian package freeipmi-tools.',
  );
});
