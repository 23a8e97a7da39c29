import { expect } from 'vitest';
import { drive, driveOf, queryState } from '../../../src/power/actions/run-driver.js';
import { PowerActionError, PowerAuthError, PowerConnError, PowerToolError } from '../../../src/power/driver/errors.js';
import { Cdu } from '../../support/cdu.js';
import { freePort } from '../../support/free-port.js';
import { needsTools } from '../../support/tools.js';
import { worldWith } from '../support.js';

const withAgent = needsTools('fence_cdu', 'telnet');

const OUTLETS = ['TowerA_Outlet1', 'node-two', 'node-three'];
const node = (power_address: string, given: object = {}) =>
  driveOf({
    systemId: 'node-two',
    powerType: 'fence_cdu',
    powerParameters: { power_address, power_user: 'maas', power_pass: 'secret', power_id: 'node-two', ...given },
    macAddress: undefined,
  });

withAgent.concurrent('one outlet is powered on and off, and the others are left alone', async () => {
  await using cdu = await Cdu.start(OUTLETS);
  const given = node(cdu.address);
  expect(await queryState(given, worldWith(), 20_000)).toBe('off');
  await drive(given, 'on', worldWith());
  expect(OUTLETS.map((name) => cdu.isOn(name))).toEqual([false, true, false]);
  expect(await queryState(given, worldWith(), 20_000)).toBe('on');
  await drive(given, 'off', worldWith());
  expect(OUTLETS.map((name) => cdu.isOn(name))).toEqual([false, false, false]);
});

withAgent(
  'an outlet that is so already is told nothing; its name is the one of power_id, or else the node’s',
  async () => {
    await using cdu = await Cdu.start(OUTLETS);
    await drive(node(cdu.address, { power_id: undefined }), 'off', worldWith());
    expect(cdu.commands.filter((line) => /^(on|off)\b/.test(line))).toEqual([]);
    expect(cdu.commands).toContain('STATUS');
  },
);

withAgent.concurrent(
  'an outlet that is locked is a failure, though the PDU says that the command was successful',
  async () => {
    await using cdu = await Cdu.start(OUTLETS, { locked: true });
    await expect(drive(node(cdu.address), 'on', worldWith())).rejects.toThrow(PowerActionError);
  },
);

withAgent.concurrent('an outlet that is not there is a failure that says so', async () => {
  await using cdu = await Cdu.start(OUTLETS);
  const failed = drive(node(cdu.address, { power_id: 'none' }), 'on', worldWith());
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('plug');
});

withAgent('a wrong password is known by how fast it fails, for its words are those of no answer', async () => {
  await using cdu = await Cdu.start(OUTLETS, { password: 'another' });
  await expect(drive(node(cdu.address), 'on', worldWith())).rejects.toThrow(PowerAuthError);
  await expect(drive(node(`127.0.0.1:${await freePort()}`), 'on', worldWith())).rejects.toThrow(PowerConnError);
});

withAgent('a PDU that hangs is given up when the time is over', async () => {
  await using cdu = await Cdu.start(OUTLETS, { hangs: true });
  await expect(queryState(node(cdu.address), worldWith(), 3_000)).rejects.toThrow(PowerConnError);
});

withAgent.each(['"quoted"', ' blanks ', 'a=b#c', '$(id)`id`'])('the password %s arrives as it is', async (password) => {
  await using cdu = await Cdu.start(OUTLETS, { password });
  expect(await queryState(node(cdu.address, { power_pass: password }), worldWith(), 20_000)).toBe('off');
});

withAgent('without telnet it says what to install', async () => {
  const failed = drive(node('127.0.0.1'), 'on', worldWith({ toolPath: '/nowhere' }));
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('telnet');
});
