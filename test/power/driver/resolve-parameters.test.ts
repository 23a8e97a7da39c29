import { expect, test } from 'vitest';
import { redactSecrets, runPowerChange } from '../../../src/power/actions/run-driver.js';
import type { PowerType } from '../../../src/power/driver/driver.js';
import { PowerSettingsError } from '../../../src/power/driver/errors.js';
import { checkPowerParameters, resolvePowerParameters } from '../../../src/power/driver/resolve-parameters.js';
import { findPowerType, POWER_TYPES } from '../../../src/power/registry.js';
import { environmentWith } from '../support.js';

function typeOf(name: string): PowerType {
  const type = findPowerType(name);
  if (!type) throw new Error(`no power type ${name}`);
  return type;
}

const MAC = '52:54:00:aa:bb:cc';

const resolve = (type: PowerType, powerParameters: Record<string, unknown>) =>
  resolvePowerParameters(type, { systemId: 'node-1', powerType: type.name, macAddress: MAC, powerParameters });

const resolved = (name: string, powerParameters: Record<string, unknown>) =>
  Object.fromEntries(resolve(typeOf(name), powerParameters));

test('resolve of parameters fills in the defaults of the type', () => {
  expect(resolved('virsh', {})).toEqual({
    power_address: 'qemu://localhost/system',
    power_id: 'node-1',
    power_pass: '',
  });
  expect(resolved('dli', { system_id: 3, power_user: '', power_pass: null })).toEqual({
    system_id: '3',
    power_address: '',
    power_user: '',
    power_pass: '',
  });
  expect(resolved('amt', {})).toMatchObject({ mac_address: MAC, power_address: '' });
  expect(resolved('amt', { mac_address: '' })).toMatchObject({ mac_address: '' });
});

test('resolve of parameters drops programs, folders and everything else that the type does not have', () => {
  const hostile = { ipmitool: '/tmp/evil', ipmi_config: '../evil', config_dir: '/tmp', fence_cdu: 'sh', extra: 'x' };
  for (const { name, settings } of POWER_TYPES) {
    expect(settings.map((setting) => setting.name)).toEqual(
      expect.arrayContaining(Object.keys(resolved(name, hostile))),
    );
  }
});

test.each([
  ['fence_cdu', 'power_user', 'Power user'],
  ['ipmi', 'power_user', 'Power user'],
  ['moonshot', 'power_user', 'Power user'],
  ['moonshot', 'power_hwaddress', 'Power hardware address'],
  ['sm15k', 'power_user', 'Power user'],
  ['dli', 'power_user', 'Power user'],
  ['ucsm', 'power_user', 'API user'],
  ['ucsm', 'uuid', 'Server UUID'],
])(
  'change by %s without %s, which has no default, is refused before anything is sent',
  async (name, without, label) => {
    const given = { power_address: '127.0.0.1', power_user: 'u', power_hwaddress: '', uuid: 'x', system_id: '1' };
    const type = typeOf(name);
    const parameters = resolve(type, { ...given, [without]: undefined });
    expect(parameters.has(without)).toBe(false);
    for (const change of ['on', 'off'] as const) {
      const failed = runPowerChange({ type, parameters }, change, environmentWith({ toolPath: '/nowhere' }));
      await expect(failed).rejects.toThrow(PowerSettingsError);
      await expect(failed).rejects.toThrow(`Not set: ${label}.`);
    }
  },
);

test.each([
  ['a leading dash', { power_address: '-oProxyCommand=evil' }],
  ['a line end', { power_id: 'vm\ndestroy other' }],
  ['a null character', { power_pass: 'a\u0000b' }],
  ['more than the arguments of a program can hold', { power_id: 'x'.repeat(200_000) }],
])('check of parameters with %s fails', (_, powerParameters) => {
  const type = typeOf('virsh');
  expect(() => checkPowerParameters(type, resolve(type, powerParameters))).toThrow(PowerSettingsError);
});

test('check of a password that begins with a dash passes', () => {
  const type = typeOf('virsh');
  expect(() => checkPowerParameters(type, resolve(type, { power_pass: '-secret' }))).not.toThrow();
});

test('change with unsafe parameters fails before the driver runs', async () => {
  let runs = 0;
  const driver = {
    on: async () => {
      runs += 1;
    },
    tools: [],
  };
  const type = { ...typeOf('virsh'), driver };
  const change = (powerParameters: Record<string, unknown>) =>
    runPowerChange({ type, parameters: resolve(type, powerParameters) }, 'on', environmentWith());
  await expect(change({ power_id: '--all' })).rejects.toThrow(PowerSettingsError);
  expect(runs).toBe(0);
  await change({});
  expect(runs).toBe(1);
});

test('redaction of a message replaces secrets before it shortens the message', () => {
  const type = typeOf('ipmi');
  const parameters = resolve(type, { power_pass: 'hunter2' });
  expect(redactSecrets('login with hunter2 refused', { type, parameters })).toBe('login with *** refused');
  const cutShort = redactSecrets(`${'x'.repeat(396)}hunter2`, { type, parameters });
  expect(cutShort).toBe(`${'x'.repeat(396)}***`);
});
