import { expect, test } from 'vitest';
import { configureDriver, redactSecrets } from '../../../src/power/actions/run-driver.js';
import {
  PowerActionError,
  PowerAuthError,
  PowerBusyError,
  PowerConnError,
  PowerSettingsError,
  PowerStillOnError,
} from '../../../src/power/driver/errors.js';
import { CERTIFICATE } from '../../support/certificate.js';
import { eventually } from '../../support/eventually.js';
import { freePort } from '../../support/free-port.js';
import { RedfishBmc } from '../../support/redfish-bmc.js';
import { driverOf } from './support.js';

const { changePower, queryState } = driverOf('redfish');

test.each([
  ['on', 'Off', ['boot from Pxe once', 'On'], 'On'],
  ['on', 'On', ['boot from Pxe once', 'ForceRestart'], 'On'],
  ['cycle', 'On', ['ForceOff', 'boot from Pxe once', 'On'], 'On'],
  ['cycle', 'Off', ['boot from Pxe once', 'On'], 'On'],
  ['off', 'On', ['ForceOff'], 'Off'],
  ['off', 'Off', [], 'Off'],
] as const)('power-%s of a system that is %s does %j', async (change, before, done, after) => {
  await using bmc = await RedfishBmc.start();
  bmc.computer().power = before;
  await changePower(bmc.parameters, change);
  expect([bmc.computer().done, bmc.computer().power]).toEqual([done, after]);
  expect([bmc.violations, bmc.openSessions]).toEqual([[], 0]);
});

test.each([
  ['On', 'on'],
  ['Off', 'off'],
  ['PoweringOn', 'on'],
  ['PoweringOff', 'unknown'],
  ['Paused', 'unknown'],
  [undefined, 'unknown'],
])('query of a system in state %s returns %s', async (given, expected) => {
  await using bmc = await RedfishBmc.start();
  bmc.computer().power = given;
  expect(await queryState(bmc.parameters)).toBe(expected);
  expect([bmc.violations, bmc.openSessions]).toEqual([[], 0]);
});

test('power-on of a system that is powering off is retried later', async () => {
  await using bmc = await RedfishBmc.start();
  bmc.computer().power = 'PoweringOff';
  await expect(changePower(bmc.parameters, 'on')).rejects.toThrow(PowerBusyError);
  expect([bmc.computer().done, bmc.openSessions]).toEqual([[], 0]);
});

test('power-on where neither restart is accepted powers off first, and waits for that', async () => {
  await using bmc = await RedfishBmc.start({ allowed: ['On', 'ForceOff'] });
  bmc.computer().power = 'On';
  await changePower(bmc.parameters, 'on');
  expect(bmc.computer().done).toEqual(['boot from Pxe once', 'ForceOff', 'On']);
});

test('power-off where no accepted reset powers off fails, and names the types', async () => {
  await using bmc = await RedfishBmc.start({ allowed: ['On', 'Nmi'] });
  bmc.computer().power = 'On';
  const result = changePower(bmc.parameters, 'off');
  await expect(result).rejects.toThrow(PowerActionError);
  await expect(result).rejects.toThrow('The BMC accepts no reset of type ForceOff or GracefulShutdown.');
});

test('power-off of a BMC without ForceOff is retried while the operating system shuts down', async () => {
  await using bmc = await RedfishBmc.start({ allowed: ['On', 'GracefulShutdown'], slowShutdown: true });
  bmc.computer().power = 'On';
  await expect(changePower(bmc.parameters, 'off')).rejects.toThrow(PowerStillOnError);
  const reads = () => bmc.server.heard.filter(({ path }) => path === bmc.computer().uri).length;
  const before = reads();
  const again = changePower(bmc.parameters, 'off');
  await eventually(() => expect(reads()).toBeGreaterThan(before + 1));
  bmc.computer().power = 'Off';
  await again;
  expect([bmc.computer().done, bmc.violations, bmc.openSessions]).toEqual([['GracefulShutdown'], [], 0]);
}, 60_000);

test('power-on while another client changes the system reads it again and uses the new ETag', async () => {
  await using bmc = await RedfishBmc.start();
  bmc.computer().concurrentChanges = 2;
  await changePower(bmc.parameters, 'on');
  expect(bmc.computer().done).toEqual(['boot from Pxe once', 'On']);
  bmc.computer().concurrentChanges = 9;
  await expect(changePower(bmc.parameters, 'on')).rejects.toThrow('HTTP status 412');
  expect([bmc.violations, bmc.openSessions]).toEqual([[], 0]);
});

test.each(['monitor', 'task'] as const)('power-on by tasks with a %s waits for the end of each', async (tasks) => {
  await using bmc = await RedfishBmc.start({ tasks });
  await changePower(bmc.parameters, 'on');
  const polls = bmc.server.requests.filter((request) => request === 'GET /redfish/v1/Systems/1/Task');
  expect([bmc.computer().power, polls.length]).toEqual(['On', 4]);
  expect(bmc.violations).toEqual([]);
});

test('power-off by a task that fails is an action error with the reason', async () => {
  await using bmc = await RedfishBmc.start({ tasks: 'failing' });
  bmc.computer().power = 'On';
  await expect(changePower(bmc.parameters, 'off')).rejects.toThrow(
    'The task of the BMC ended in state Exception. The fan is broken.',
  );
});

test.each(['GET', 'PATCH', 'POST'])('power-on whose session ends before a %s logs in again', async (method) => {
  await using bmc = await RedfishBmc.start();
  bmc.endBefore = method;
  await changePower(bmc.parameters, 'on');
  expect(bmc.computer().done).toEqual(['boot from Pxe once', 'On']);
  expect([bmc.violations, bmc.openSessions, bmc.endBefore]).toEqual([[], 0, undefined]);
});

test('login that is refused fails at once, without the password in the message', async () => {
  await using bmc = await RedfishBmc.start();
  const parameters = { ...bmc.parameters, power_pass: 'wrong-secret' };
  const error = await queryState(parameters).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(PowerAuthError);
  const driver = configureDriver({
    systemId: 'node-1',
    powerType: 'redfish',
    powerParameters: parameters,
    macAddress: undefined,
  });
  expect(redactSecrets(String(error), driver)).toContain('Unknown account with password ***');
  expect(bmc.server.requests).toEqual(['GET /redfish/v1/', 'POST /redfish/v1/SessionService/Sessions']);
});

test('certificate that is not trusted fails the action, unless POWER_TLS_VERIFY is off', async () => {
  await using bmc = await RedfishBmc.start({ tls: CERTIFICATE });
  const result = queryState(bmc.parameters);
  await expect(result).rejects.toThrow(PowerSettingsError);
  await expect(result).rejects.toThrow('certificate');
  expect(bmc.server.heard).toEqual([]);
  const address = { ...bmc.parameters, power_address: bmc.server.address };
  expect(await queryState(address, { environment: { tlsVerify: false } })).toBe('off');
});

test('address without an answer is retried later', async () => {
  const power_address = `127.0.0.1:${await freePort()}`;
  await expect(queryState({ power_address, power_user: 'a', power_pass: 'b' })).rejects.toThrow(PowerConnError);
});

test.each(['http://u:p@bmc/', 'ftp://bmc/', 'bmc/path', 'https://bmc/other/', 'a b'])(
  'address %s is not valid',
  async (power_address) => {
    await expect(queryState({ power_address, power_user: 'a' })).rejects.toThrow(PowerSettingsError);
  },
);
