import { describe, expect, test } from 'vitest';
import { parsePowerParametersJson, validatePowerParameters } from '../../src/power/validate-parameters.js';

const CHECK = { skipCheck: false };

describe('validation of parameters', () => {
  test('without any keeps the stored ones', () => {
    expect(validatePowerParameters('virsh', {}, CHECK)).toEqual({ parameters: undefined });
  });

  test('without some makes these empty', () => {
    expect(validatePowerParameters('virsh', { power_id: 'vm1' }, CHECK)).toEqual({
      parameters: { power_address: '', power_id: 'vm1', power_pass: '' },
    });
  });

  test('with unknown ones names all of them', () => {
    expect(validatePowerParameters('virsh', { power_id: 'a', one: '', two: 'x' }, CHECK)).toEqual({
      problems: [expect.stringMatching(/: one, two\.$/)],
    });
  });

  test('without a power type names every one as unknown', () => {
    expect(validatePowerParameters('', { power_id: 'a' }, CHECK)).toEqual({
      problems: [expect.stringMatching(/: power_id\.$/)],
    });
  });

  test('with an invalid MAC address fails where the type has a MAC address', () => {
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

  test('with a value that is not among the choices fails', () => {
    expect(validatePowerParameters('ipmi', { power_driver: 'LAN' }, CHECK)).toHaveProperty(
      'parameters.power_driver',
      'LAN',
    );
    expect(validatePowerParameters('ipmi', { power_driver: 'WLAN' }, CHECK)).toHaveProperty('problems.length', 1);
  });

  test('with skip_check accepts everything', () => {
    expect(validatePowerParameters('', { custom: ' x' }, { skipCheck: true })).toEqual({
      parameters: { custom: ' x' },
    });
  });

  test('with blanks and line ends around values trims them, and keeps the blanks of a password', () => {
    const given = {
      power_address: ' 10.0.0.9\n',
      power_user: '\troot ',
      power_pass: ' pass word \r\n',
      power_driver: 'LAN ',
    };
    expect(validatePowerParameters('ipmi', given, CHECK)).toEqual({
      parameters: {
        power_address: '10.0.0.9',
        power_user: 'root',
        power_pass: ' pass word ',
        power_driver: 'LAN',
        mac_address: '',
      },
    });
  });

  test.each([
    ['ipmi', 'power_address', 'http://10.0.0.9/', 'IP address'],
    ['ipmi', 'power_address', '10.0.0.0/24', 'IP address'],
    ['ipmi', 'power_address', '10.0.0.300', 'IP address'],
    ['ipmi', 'power_address', '10.0.0.9 10.0.0.10', 'IP address'],
    ['ipmi', 'power_pass', 'x'.repeat(21), 'Power password'],
    ['ipmi', 'power_user', '-root', 'Power user'],
    ['ipmi', 'power_user', 'x'.repeat(17), 'Power user'],
    ['moonshot', 'power_user', 'x'.repeat(17), 'Power user'],
    ['ipmi', 'power_user', 'ro\not', 'Power user'],
    ['ipmi', 'power_user', 'x'.repeat(5_000), 'Power user'],
    ['amt', 'power_address', '2001:db8::1', 'An IP address'],
    ['moonshot', 'power_address', '10.0.0.9:99999', 'Power address'],
    ['moonshot', 'power_hwaddress', '-B 0 -x 1', 'Power hardware address'],
    ['moonshot', 'power_pass', 'ä'.repeat(11), 'Power password'],
    ['fence_cdu', 'power_address', 'pdu example', 'Power address'],
    ['sm15k', 'power_address', 'ftp://10.0.0.9', 'Power address'],
    ['sm15k', 'system_id', '25/0', 'System ID'],
    ['dli', 'power_address', 'http://user:pass@10.0.0.9/', 'Power address'],
    ['dli', 'system_id', '1&2', 'Outlet ID'],
    ['dli', 'power_user', 'a:b', 'Power user'],
    ['ucsm', 'power_address', '10.0.0.9', 'URL for XML API'],
    ['virsh', 'power_address', '10.0.0.9', 'Power address'],
    ['virsh', 'power_address', 'qemu+ext:///system?command=/x', 'Power address'],
    ['virsh', 'power_id', '--all', 'Power ID'],
    ['virsh', 'power_pass', 'a\nb', 'Power password'],
  ])('of %s with %s=%j, with which no action can succeed, names the field', (type, name, value, label) => {
    const validated = validatePowerParameters(type, { [name]: value }, CHECK);
    expect(validated).toEqual({ problems: [expect.stringContaining(`${label}`)] });
    expect(validated).toEqual({ problems: [expect.stringContaining(`(${name}): `)] });
  });

  test.each([
    ['ipmi', { power_address: 'bmc-1.example.com:6230', power_user: 'x'.repeat(16), power_pass: 'x'.repeat(20) }],
    ['ipmi', { power_address: '[2001:db8::1]:623' }],
    ['amt', { power_address: '10.0.0.9' }],
    ['moonshot', { power_address: 'ilo', power_hwaddress: '-B 0 -T 0x82  -b 7 -t 0x76 -m 0x20' }],
    ['sm15k', { power_address: 'https://chassis/', system_id: '25' }],
    ['dli', { power_address: 'pdu:8080', system_id: '1' }],
    ['ucsm', { power_address: 'https://ucs.example.com/nuova' }],
    ['virsh', { power_address: 'qemu+ssh://maas@host/system', power_id: '1' }],
  ])('of %s with valid values %j returns them', (type, given) => {
    expect(validatePowerParameters(type, given, CHECK)).toEqual({ parameters: expect.objectContaining(given) });
  });
});

const DEEP = `{"a": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`;

describe('parse of the JSON that a node sends', () => {
  test.each(['', '  '])('returns nothing for the blank text %j', (text) => {
    expect(parsePowerParametersJson(text)).toBeUndefined();
  });

  test('returns the object, nested values too', () => {
    expect(parsePowerParametersJson('{"power_address": " 10.0.0.9", "n": 5, "of": {"more": [1]}}')).toEqual({
      power_address: ' 10.0.0.9',
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
  ])('refuses %s', (text) => {
    expect(() => parsePowerParametersJson(text)).toThrow('power_parameters');
  });
});
