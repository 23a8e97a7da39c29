import { describe, expect, test } from 'vitest';
import {
  PowerActionError,
  PowerAuthError,
  PowerConnError,
  PowerSettingsError,
  PowerStillOnError,
} from '../../../src/power/driver/errors.js';
import { freePort } from '../../support/free-port.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { needsTools } from '../../support/tools.js';
import { driverOf } from './support.js';

const simulated = needsTools('ipmi_sim', 'ipmipower', 'ipmi-chassis-config');

const { changePower, queryState } = driverOf('ipmi', { power_user: 'maas' });

// At once, as most of it is waiting: over IPMI 1.5 the simulator passes over a packet of each session.
describe.concurrent.each(['LAN_2_0', 'LAN', ''])('over driver type "%s"', (power_driver) => {
  simulated('power-on of a machine that is off boots it from the network', async () => {
    await using bmc = await IpmiSim.start();
    await changePower({ ...bmc.parameters, power_driver }, 'on');
    expect(await bmc.power()).toBe('on');
    expect(await bmc.boot()).toBe('pxe');
    expect((await bmc.commands()).slice(-2)).toEqual(['boot pxe', 'power 1']);
  });

  simulated('power-on of a machine that is on power-cycles it, with the network as boot device', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower('on');
    await changePower({ ...bmc.parameters, power_driver }, 'on');
    expect(await bmc.power()).toBe('on');
    expect((await bmc.commands()).slice(-3)).toEqual(['boot pxe', 'power 0', 'power 1']);
  });

  simulated('power-off of a machine shuts it off in either state', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower('on');
    for (const _ of ['on', 'off']) {
      await changePower({ ...bmc.parameters, power_driver }, 'off');
      expect(await bmc.power()).toBe('off');
    }
    expect((await bmc.commands()).filter((line) => line.startsWith('power'))).toEqual(['power 0', 'power 0']);
  });

  simulated('query of a machine returns its state', async () => {
    await using bmc = await IpmiSim.start();
    expect(await queryState({ ...bmc.parameters, power_driver })).toBe('off');
    await bmc.setPower('on');
    expect(await queryState({ ...bmc.parameters, power_driver })).toBe('on');
  });
});

simulated.concurrent.each([
  ['password', { power_pass: 'wrong' }, 'password invalid'],
  ['user', { power_user: 'nobody' }, 'username invalid'],
  ['password, by IPMI 1.5', { power_pass: 'wrong', power_driver: 'LAN' }, 'password verification timeout'],
])('power-on with a wrong %s is tried once and changes nothing', async (_, wrong, words) => {
  await using bmc = await IpmiSim.start();
  const failed = changePower({ ...bmc.parameters, power_driver: 'LAN_2_0', ...wrong }, 'on');
  await expect(failed).rejects.toThrow(PowerAuthError);
  await expect(failed).rejects.toThrow(words);
  expect(await bmc.power()).toBe('off');
  expect(await bmc.commands()).toEqual([]);
});

simulated.concurrent('power-on by a BMC that does not answer fails after the timeout of one session', async () => {
  const started = performance.now();
  const parameters = { power_address: `127.0.0.1:${await freePort()}`, power_user: 'maas', power_pass: 'secret' };
  await expect(changePower({ ...parameters, power_driver: 'LAN_2_0' }, 'on')).rejects.toThrow(PowerConnError);
  expect(performance.now() - started).toBeLessThan(15_000);
});

simulated.concurrent('power-on by a BMC that takes seconds for every answer is done', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break({ slow: 1.5 });
  await changePower({ ...bmc.parameters, power_driver: 'LAN_2_0' }, 'on');
  expect(await bmc.power()).toBe('on');
});

simulated.concurrent('power-on by a BMC that ends during the command fails as a connection error', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break('die');
  await expect(changePower({ ...bmc.parameters, power_driver: 'LAN_2_0' }, 'on')).rejects.toThrow(PowerConnError);
  expect(bmc.isAlive).toBe(false);
});

simulated.concurrent('power-on by a BMC that refuses the command fails as an action error', async () => {
  await using bmc = await IpmiSim.start();
  await bmc.break('fail');
  await expect(changePower({ ...bmc.parameters, power_driver: 'LAN_2_0' }, 'on')).rejects.toThrow(PowerActionError);
});

simulated.concurrent('power-on by an account that may not set the boot device is done', async () => {
  await using bmc = await IpmiSim.start({ privilege: 'operator' });
  await changePower({ ...bmc.parameters, power_driver: 'LAN' }, 'on');
  expect(await bmc.power()).toBe('on');
});

simulated.concurrent('power-on by an account without the privilege fails as an authentication error', async () => {
  await using bmc = await IpmiSim.start({ privilege: 'user' });
  const failed = changePower({ ...bmc.parameters, power_driver: 'LAN' }, 'on');
  await expect(failed).rejects.toThrow(PowerAuthError);
  await expect(failed).rejects.toThrow('privilege level');
  expect(await bmc.power()).toBe('off');
});

simulated.each(["it's$(id)`x`", 'a\\tb;c&d|e', '-x--help'])(
  'power-on with the password %j is done',
  async (password) => {
    await using bmc = await IpmiSim.start({ password });
    await changePower({ ...bmc.parameters, power_driver: 'LAN_2_0' }, 'on');
    expect(await bmc.power()).toBe('on');
  },
);

simulated.each(['a"b', 'a#b', 'a\\b', 'a\\', '"', '#', 'a b', "a'b", 'x password y'])(
  'power-on with the user %j sends it unchanged, and as nothing else',
  async (power_user) => {
    await using bmc = await IpmiSim.start();
    const failed = changePower({ ...bmc.parameters, power_user, power_driver: 'LAN_2_0' }, 'on');
    await expect(failed).rejects.toThrow('username invalid');
  },
);

simulated.each([
  ['127.0.0.[1-9]', 'a range of hosts'],
  ['127.0.0.1,127.0.0.2', 'a list of hosts'],
  ['127.0.0.1 --off', 'more than a host'],
  ['', 'no host'],
])('power-on by the address %j, which is %s, is refused', async (power_address) => {
  await expect(changePower({ power_address, mac_address: '' }, 'on')).rejects.toThrow(PowerSettingsError);
});

simulated('power-on by an unknown driver type is refused', async () => {
  const parameters = { power_address: '127.0.0.1', power_driver: 'KCS\nhostname other' };
  await expect(changePower(parameters, 'on')).rejects.toThrow(PowerSettingsError);
  await expect(changePower({ ...parameters, power_driver: 'KCS' }, 'on')).rejects.toThrow(PowerSettingsError);
});

test('power-on without the tools names the package to install', async () => {
  const failed = changePower({ power_address: '127.0.0.1' }, 'on', { environment: { toolPath: '/nowhere' } });
  await expect(failed).rejects.toThrow(
    'ipmi-chassis-config is not installed; it is in the Debian package freeipmi-tools.',
  );
});

describe.each(['LAN_2_0', 'LAN'])('shutdown over driver type %s', (power_driver) => {
  simulated('of a machine that is on asks its operating system, and is done when the machine is off', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower('on');
    await changePower({ ...bmc.parameters, power_driver }, 'shutdown');
    expect(await bmc.power()).toBe('off');
    expect(await bmc.commands()).toEqual(['shutdown 1']);
  });

  simulated('of a machine that is off sends nothing', async () => {
    await using bmc = await IpmiSim.start();
    await changePower({ ...bmc.parameters, power_driver }, 'shutdown');
    expect(await bmc.commands()).toEqual([]);
  });

  simulated('of a machine that stays on is repeated later', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower('on');
    await bmc.break('deaf');
    const asked = changePower({ ...bmc.parameters, power_driver }, 'shutdown');
    await expect(asked).rejects.toThrow(PowerStillOnError);
    expect(await bmc.power()).toBe('on');
  });
});
