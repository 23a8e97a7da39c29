import { expect } from 'vitest';
import { PowerActionError, PowerAuthError, PowerConnError, PowerToolError } from '../../../src/power/driver/errors.js';
import { Cdu } from '../../support/cdu.js';
import { freePort } from '../../support/free-port.js';
import { needsTools } from '../../support/tools.js';
import { driverOf } from './support.js';

const withAgent = needsTools('fence_cdu', 'telnet');

const OUTLETS = ['TowerA_Outlet1', 'node-two', 'node-1'];
const { changePower, queryState } = driverOf('fence_cdu');

const parametersOf = (power_address: string, given: object = {}) => ({
  power_address,
  power_user: 'maas',
  power_pass: 'secret',
  power_id: 'node-two',
  ...given,
});

withAgent.concurrent('change of an outlet does not affect the others', async () => {
  await using cdu = await Cdu.start(OUTLETS);
  const given = parametersOf(cdu.address);
  expect(await queryState(given)).toBe('off');
  await changePower(given, 'on');
  expect(OUTLETS.map((name) => cdu.isOn(name))).toEqual([false, true, false]);
  expect(await queryState(given)).toBe('on');
  await changePower(given, 'off');
  expect(OUTLETS.map((name) => cdu.isOn(name))).toEqual([false, false, false]);
});

withAgent('power-off of an outlet that is off, named by the system_id, sends no command', async () => {
  await using cdu = await Cdu.start(OUTLETS);
  await changePower(parametersOf(cdu.address, { power_id: undefined }), 'off');
  expect(cdu.commands.filter((line) => /^(on|off)\b/.test(line))).toEqual([]);
  expect(cdu.commands).toContain('STATUS');
});

withAgent.concurrent('power-on of a locked outlet fails, although the PDU reports success', async () => {
  await using cdu = await Cdu.start(OUTLETS, { locked: true });
  await expect(changePower(parametersOf(cdu.address), 'on')).rejects.toThrow(PowerActionError);
});

withAgent.concurrent('power-on of an unknown outlet fails and says so', async () => {
  await using cdu = await Cdu.start(OUTLETS);
  const failed = changePower(parametersOf(cdu.address, { power_id: 'none' }), 'on');
  await expect(failed).rejects.toThrow(PowerActionError);
  await expect(failed).rejects.toThrow('plug');
});

withAgent(
  'power-on with a wrong password fails as an authentication error, without an answer as a connection error',
  async () => {
    await using cdu = await Cdu.start(OUTLETS, { password: 'another' });
    await expect(changePower(parametersOf(cdu.address), 'on')).rejects.toThrow(PowerAuthError);
    await expect(changePower(parametersOf(`127.0.0.1:${await freePort()}`), 'on')).rejects.toThrow(PowerConnError);
  },
);

withAgent('query of a PDU that hangs fails after the timeout', async () => {
  await using cdu = await Cdu.start(OUTLETS, { hangs: true });
  await expect(queryState(parametersOf(cdu.address), { timeoutMs: 3_000 })).rejects.toThrow(PowerConnError);
});

withAgent.each(['"quoted"', ' blanks ', 'a=b#c', '$(id)`id`'])(
  'query with the password %s sends it unchanged',
  async (password) => {
    await using cdu = await Cdu.start(OUTLETS, { password });
    expect(await queryState(parametersOf(cdu.address, { power_pass: password }))).toBe('off');
  },
);

withAgent('power-on without telnet names the package to install', async () => {
  const failed = changePower(parametersOf('127.0.0.1'), 'on', { environment: { toolPath: '/nowhere' } });
  await expect(failed).rejects.toThrow(PowerToolError);
  await expect(failed).rejects.toThrow('telnet');
});
