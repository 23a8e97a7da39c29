import { expect } from 'vitest';
import { configureDriver, runPowerChange, runPowerQuery } from '../../../src/power/actions/run-driver.js';
import { PowerActionError, PowerAuthError, PowerConnError, PowerToolError } from '../../../src/power/driver/errors.js';
import { Cdu } from '../../support/cdu.js';
import { freePort } from '../../support/free-port.js';
import { needsTools } from '../../support/tools.js';
import { environmentWith } from '../support.js';

const withAgent = needsTools('fence_cdu', 'telnet');

const OUTLETS = ['TowerA_Outlet1', 'node-two', 'node-three'];
const node = (power_address: string, given: object = {}) =>
  configureDriver({
    systemId: 'node-two',
    powerType: 'fence_cdu',
    powerParameters: { power_address, power_user: 'maas', power_pass: 'secret', power_id: 'node-two', ...given },
    macAddress: undefined,
  });

withAgent.concurrent('one outlet is powered on and off, and the others are left alone', async () => {
  await using cdu = await Cdu.start(OUTLETS);
  const given = node(cdu.address);
  expect(await runPowerQuery(given, environmentWith(), 20_000)).toBe('off');
  await runPowerChange(given, 'on', environmentWith());
  expect(OUTLETS.map((name) => cdu.isOn(name))).toEqual([false, true, false]);
  expect(await runPowerQuery(given, environmentWith(), 20_000)).toBe('on');
  await runPowerChange(given, 'off', environmentWith());
  expect(OUTLETS.map((name) => cdu.isOn(name))).toEqual([false, false, false]);
});

withAgent(
  'an outlet that is so already is told nothing; its name is the one of power_id, or else the node’s',
  async () => {
    await using cdu = await Cdu.start(OUTLETS);
    await runPowerChange(node(cdu.address, { power_id: undefined }), 'off', environmentWith());
    expect(cdu.commands.filter((line) => /^(on|off)\b/.test(line))).toEqual([]);
    expect(cdu.commands).toContain('STATUS');
  },
);

withAgent.concurrent(
  'an outlet that is locked is a failure, though the PDU says that the command was successful',
  async () => {
    await using cdu = await Cdu.start(OUTLETS, { locked: true });
    await expect(runPowerChange(node(cdu.address), 'on', environmentWith())).rejects.toThrow(PowerActionError);
  },
);

withAgent.concurrent('an outlet that is not there is a failure that says so', async () => {
  await using cdu = await Cdu.start(OUTLETS);
  const failed = runPowerChange(node(cdu.address, { power_id: 'none' }), 'on', environmentWith());
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('plug');
});

withAgent('a wrong password is known by how fast it fails, for its words are those of no answer', async () => {
  await using cdu = await Cdu.start(OUTLETS, { password: 'another' });
  await expect(runPowerChange(node(cdu.address), 'on', environmentWith())).rejects.toThrow(PowerAuthError);
  await expect(runPowerChange(node(`127.0.0.1:${await freePort()}`), 'on', environmentWith())).rejects.toThrow(
    PowerConnError,
  );
});

withAgent('a PDU that hangs is given up when the time is over', async () => {
  await using cdu = await Cdu.start(OUTLETS, { hangs: true });
  await expect(runPowerQuery(node(cdu.address), environmentWith(), 3_000)).rejects.toThrow(PowerConnError);
});

withAgent.each(['"quoted"', ' blanks ', 'a=b#c', '$(id)`id`'])('the password %s arrives as it is', async (password) => {
  await using cdu = await Cdu.start(OUTLETS, { password });
  expect(await runPowerQuery(node(cdu.address, { power_pass: password }), environmentWith(), 20_000)).toBe('off');
});

withAgent('without telnet it says what to install', async () => {
  const failed = runPowerChange(node('127.0.0.1'), 'on', environmentWith({ toolPath: '/nowhere' }));
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('telnet');
});
