import { describe, expect, test } from 'vitest';
import { PowerActionError, PowerBusyError } from '../../../src/power/driver/errors.js';
import { IpmiSim } from '../../support/ipmi-sim.js';
import { programs } from '../../support/programs.js';
import { PyghmiBmc } from '../../support/pyghmi-bmc.js';
import { needsTools } from '../../support/tools.js';
import { driverOf } from './support.js';

const simulated = needsTools('ipmi_sim', 'ipmipower', 'ipmi-chassis-config');
const withPyghmi = needsTools('fakebmc', 'ipmipower', 'ipmi-chassis-config');

const { changePower, queryState } = driverOf('ipmi');

describe.each(['LAN_2_0', 'LAN'])('over driver type %s', (power_driver) => {
  simulated('power-off of a machine that is off is done when the BMC refuses it', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.break({ refusals: 99 });
    await changePower({ ...bmc.parameters, power_driver }, 'off');
    expect(await bmc.power()).toBe('off');
  });

  simulated.each([
    ['off', 'on', 'power the machine off'],
    ['on', 'off', 'power the machine on'],
    ['on', 'on', 'power-cycle the machine, which is on'],
  ] as const)('power-%s of a machine that is %s fails with words when the BMC refuses it', async (to, from, words) => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower(from);
    await bmc.break({ refusals: 99 });
    const changed = changePower({ ...bmc.parameters, power_driver }, to);
    await expect(changed).rejects.toThrow(PowerBusyError);
    await expect(changed).rejects.toThrow(`The BMC refuses to ${words}: Unspecified error.`);
    expect(await bmc.power()).toBe(from);
  });

  simulated('shutdown that the BMC refuses fails with words', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower('on');
    await bmc.break({ refusals: 99 });
    const asked = changePower({ ...bmc.parameters, power_driver }, 'shutdown');
    await expect(asked).rejects.toThrow(PowerBusyError);
    await expect(asked).rejects.toThrow('The BMC refuses to ask the operating system to shut down: Unspecified error.');
    expect(await bmc.power()).toBe('on');
  });

  simulated('change of a machine whose BMC refuses everything is retried', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.break('fail');
    const changed = changePower({ ...bmc.parameters, power_driver }, 'off');
    await expect(changed).rejects.toThrow(PowerBusyError);
    await expect(changed).rejects.toThrow('The BMC refuses to power the machine off and to report its state.');
  });

  simulated('query of a BMC that refuses it fails with words', async () => {
    await using bmc = await IpmiSim.start();
    await bmc.break('fail');
    const queried = queryState({ ...bmc.parameters, power_driver });
    await expect(queried).rejects.toThrow('The BMC refuses to report the state of the machine.');
  });

  simulated.each(['on', 'off'] as const)('power-%s that the BMC refuses once is done', async (to) => {
    await using bmc = await IpmiSim.start();
    await bmc.setPower(to === 'on' ? 'off' : 'on');
    await bmc.break({ refusals: 1 });
    await changePower({ ...bmc.parameters, power_driver }, to);
    expect(await bmc.power()).toBe(to);
  });
});

describe('completion codes', () => {
  withPyghmi.each([
    [0xc0, 'Node busy'],
    [0xc3, 'Timeout'],
    [0xc5, 'Reservation cancelled or invalid'],
    [0xd2, 'BMC initialization in progress'],
    [0xd5, 'Command not supported in present state'],
    [0xff, 'Unspecified error'],
  ])('power-on that the BMC refuses with %i is retried', async (control, reason) => {
    await using bmc = await PyghmiBmc.start('off', { control });
    const changed = changePower(bmc.parameters, 'on');
    await expect(changed).rejects.toThrow(`The BMC refuses to power the machine on: ${reason}.`);
    await expect(changed).rejects.toMatchObject({ retry: true });
    expect(await bmc.commands()).toEqual(['1', '1']);
  });

  withPyghmi.each([
    [0xc1, 'Invalid command'],
    [0xc8, 'Request data field length limit exceeded'],
    [0xcb, 'Requested sensor, data, or record not found'],
    [0xcd, 'Command illegal for specified sensor or record type'],
    [0xcc, 'Invalid data field in request'],
    [0xd4, 'Insufficient privilege level'],
    [0x81, 'completion code 0x81'],
  ])('power-on that the BMC refuses with %i fails for good', async (control, reason) => {
    await using bmc = await PyghmiBmc.start('on', { control });
    const changed = changePower(bmc.parameters, 'on');
    await expect(changed).rejects.toThrow(`The BMC refuses to power-cycle the machine, which is on: ${reason}.`);
    await expect(changed).rejects.toMatchObject({ retry: false });
    expect(await bmc.commands()).toEqual(['2', '2']);
  });

  withPyghmi('power-off of a machine that is off is done with any completion code', async () => {
    await using bmc = await PyghmiBmc.start('off', { control: 0xd5 });
    await changePower(bmc.parameters, 'off');
    expect(await bmc.commands()).toEqual(['0']);
  });
});

const SILENT = { 'ipmi-chassis-config': '', ipmipower: 'case "$*" in *--stat*) echo "127.0.0.1: on";; esac' };
const HOST = { power_address: '127.0.0.1', power_user: 'maas', power_pass: 'secret', power_driver: 'LAN_2_0' };

test.each([
  ['without ipmi-raw', {}],
  ['with an ipmi-raw that prints something else', { 'ipmi-raw': 'echo quux' }],
  ['with an ipmi-raw that the BMC does not accept', { 'ipmi-raw': 'echo "privilege level insufficient" >&2; exit 1' }],
])('power-off that the BMC refuses, %s, is retried', async (_, scripts) => {
  await using tools = await programs({ ...SILENT, ...scripts });
  const changed = changePower(HOST, 'off', { environment: { toolPath: tools.toolPath } });
  await expect(changed).rejects.toThrow('The BMC refuses to power the machine off: it gives no reason.');
  await expect(changed).rejects.toMatchObject({ retry: true });
});

test('power-off by an ipmipower that is silent and fails is no refusal', async () => {
  await using tools = await programs({ ...SILENT, ipmipower: 'exit 3' });
  const changed = changePower(HOST, 'off', { environment: { toolPath: tools.toolPath } });
  await expect(changed).rejects.toThrow('ipmipower: ended with exit code 3');
  await expect(changed).rejects.toThrow(PowerActionError);
});
