import { describe, expect, test } from 'vitest';
import { redactSecrets, runPowerChange } from '../../src/power/actions/run-driver.js';
import type { PowerType } from '../../src/power/driver/driver.js';
import { PowerSettingsError } from '../../src/power/driver/errors.js';
import { checkPowerParameters, resolvePowerParameters } from '../../src/power/driver/resolve-parameters.js';
import { describePowerTypes, findPowerType, POWER_TYPES } from '../../src/power/registry.js';
import { isPowerType, parsePowerParametersJson, validatePowerParameters } from '../../src/power/validate-parameters.js';
import { environmentWith } from './support.js';

const CHECK = { skipCheck: false };
const DEEP = `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`;

function typeOf(name: string): PowerType {
  const type = findPowerType(name);
  if (!type) throw new Error(`no power type ${name}`);
  return type;
}

test('the nine power types stand in the order of the document', () => {
  const names = ['ether_wake', 'virsh', 'fence_cdu', 'ipmi', 'moonshot', 'sm15k', 'amt', 'dli', 'ucsm'];
  expect(POWER_TYPES.map(({ name }) => name)).toEqual(names);
  expect(names.every(isPowerType)).toBe(true);
  expect(['', 'telekinesis', 'constructor', '__proto__'].some(isPowerType)).toBe(false);
});

test('a choice is described with its values, everything else without any; nothing is required', () => {
  const fields = describePowerTypes().flatMap((type) => type.fields);
  expect(fields.every((field) => (field.field_type === 'choice') === field.choices.length > 0)).toBe(true);
  expect(fields.every((field) => !field.required)).toBe(true);
  expect(fields.filter((field) => field.default !== '').map((field) => [field.name, field.default])).toEqual([
    ['power_driver', 'LAN_2_0'],
    ['power_control', 'ipmi'],
  ]);
});

describe('parameters that an administrator sets', () => {
  test('none given leaves what is stored', () => {
    expect(validatePowerParameters('virsh', {}, CHECK)).toEqual({ parameters: undefined });
  });

  test('those left out become empty', () => {
    expect(validatePowerParameters('virsh', { power_id: 'vm1' }, CHECK)).toEqual({
      parameters: { power_address: '', power_id: 'vm1', power_pass: '' },
    });
  });

  test('unknown ones are all named', () => {
    expect(validatePowerParameters('virsh', { power_id: 'a', one: '', two: 'x' }, CHECK)).toEqual({
      problems: [expect.stringMatching(/: one, two\.$/)],
    });
  });

  test('without a power type every one is unknown', () => {
    expect(validatePowerParameters('', { power_id: 'a' }, CHECK)).toEqual({
      problems: [expect.stringMatching(/: power_id\.$/)],
    });
  });

  test('a MAC address is checked where the type has one', () => {
    expect(validatePowerParameters('ether_wake', { mac_address: 'junk' }, CHECK)).toEqual({
      problems: ["MAC Address: 'junk' is not a valid MAC address."],
    });
    expect(validatePowerParameters('ether_wake', { mac_address: '' }, CHECK)).toEqual({
      parameters: { mac_address: '' },
    });
    expect(validatePowerParameters('ipmi', { mac_address: 'junk' }, CHECK)).toHaveProperty(
      'parameters.mac_address',
      'junk',
    );
  });

  test('a choice must be one', () => {
    expect(validatePowerParameters('ipmi', { power_driver: 'LAN' }, CHECK)).toHaveProperty(
      'parameters.power_driver',
      'LAN',
    );
    expect(validatePowerParameters('ipmi', { power_driver: 'WLAN' }, CHECK)).toHaveProperty('problems.length', 1);
  });

  test('with skip_check anything goes', () => {
    expect(validatePowerParameters('', { custom: 'x' }, { skipCheck: true })).toEqual({ parameters: { custom: 'x' } });
  });
});

describe('parameters that a node sends of itself', () => {
  test.each(['', '  '])('a blank text (%j) counts as missing', (text) => {
    expect(parsePowerParametersJson(text)).toBeUndefined();
  });

  test('a JSON object is taken as it is', () => {
    expect(parsePowerParametersJson('{"power_address": "10.0.0.9", "n": 5, "of": {"more": [1]}}')).toEqual({
      power_address: '10.0.0.9',
      n: 5,
      of: { more: [1] },
    });
  });

  test.each([
    '{not json',
    '[]',
    '"text"',
    'null',
    '5',
    '{"a": {"b": "\\u0000"}}',
    DEEP,
    '{"a": "\\u0000"}',
    '{"\\ud800": "a"}',
  ])('%s is refused', (text) => {
    expect(() => parsePowerParametersJson(text)).toThrow('power_parameters');
  });
});

describe('parameters that a driver gets', () => {
  const node = { systemId: 'node-1', powerType: '', macAddress: '52:54:00:aa:bb:cc' };
  const effective = (name: string, powerParameters: Record<string, unknown>) =>
    Object.fromEntries(resolvePowerParameters(typeOf(name), { ...node, powerParameters }));

  test('are those of the type with their defaults, given or not', () => {
    expect(effective('virsh', {})).toEqual({
      power_address: 'qemu://localhost/system',
      power_id: 'node-1',
      power_pass: '',
    });
    expect(effective('dli', { system_id: 3, power_user: '', power_pass: null })).toEqual({
      system_id: '3',
      power_address: '',
      power_user: '',
      power_pass: '',
    });
    expect(effective('amt', {})).toMatchObject({ mac_address: node.macAddress, power_address: '' });
    expect(effective('amt', { mac_address: '' })).toMatchObject({ mac_address: '' });
  });

  test('bring in no programs, no folders and nothing else that the type does not have', () => {
    const hostile = { ipmitool: '/tmp/evil', ipmi_config: '../evil', config_dir: '/tmp', fence_cdu: 'sh', extra: 'x' };
    for (const { name, settings } of POWER_TYPES) {
      expect(settings.map((setting) => setting.name)).toEqual(
        expect.arrayContaining(Object.keys(effective(name, hostile))),
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
    'of a %s without %s, for which there is no default, are refused before anything is sent',
    async (name, without, label) => {
      const given = { power_address: '127.0.0.1', power_user: 'u', power_hwaddress: '', uuid: 'x', system_id: '1' };
      const powerParameters = { ...given, [without]: undefined };
      const parameters = resolvePowerParameters(typeOf(name), { ...node, powerParameters });
      expect(parameters.has(without)).toBe(false);
      for (const change of ['on', 'off'] as const) {
        const failed = runPowerChange(
          { type: typeOf(name), parameters },
          change,
          environmentWith({ toolPath: '/nowhere' }),
        );
        await expect(failed).rejects.toThrow(PowerSettingsError);
        await expect(failed).rejects.toThrow(`Not set: ${label}.`);
      }
    },
  );

  test.each([
    ['a dash in front', { power_address: '-oProxyCommand=evil' }],
    ['a line end', { power_id: 'vm\ndestroy other' }],
    ['a null character', { power_pass: 'a\u0000b' }],
    ['more than a program can be started with', { power_id: 'x'.repeat(200_000) }],
  ])('are refused with %s', (_, powerParameters) => {
    const parameters = resolvePowerParameters(typeOf('virsh'), { ...node, powerParameters });
    expect(() => checkPowerParameters(typeOf('virsh'), parameters)).toThrow(PowerSettingsError);
  });

  test('may hold a password that begins with a dash', () => {
    const parameters = resolvePowerParameters(typeOf('virsh'), { ...node, powerParameters: { power_pass: '-secret' } });
    expect(() => checkPowerParameters(typeOf('virsh'), parameters)).not.toThrow();
  });

  test('are checked before a driver sees them', async () => {
    let seen = 0;
    const driver = {
      on: async () => {
        seen += 1;
      },
      tools: [],
    };
    const type = { ...typeOf('virsh'), driver };
    const environment = environmentWith();
    const hostile = resolvePowerParameters(type, { ...node, powerParameters: { power_id: '--all' } });
    await expect(runPowerChange({ type, parameters: hostile }, 'on', environment)).rejects.toThrow(PowerSettingsError);
    expect(seen).toBe(0);
    await runPowerChange(
      { type, parameters: resolvePowerParameters(type, { ...node, powerParameters: {} }) },
      'on',
      environment,
    );
    expect(seen).toBe(1);
  });

  test('do not show their secrets in messages', () => {
    const type = typeOf('ipmi');
    const parameters = resolvePowerParameters(type, { ...node, powerParameters: { power_pass: 'hunter2' } });
    expect(redactSecrets('login with hunter2 refused', { type, parameters })).toBe('login with *** refused');
    const cutShort = redactSecrets(`${'x'.repeat(396)}hunter2`, { type, parameters });
    expect(cutShort).toBe(`${'x'.repeat(396)}***`);
  });
});
