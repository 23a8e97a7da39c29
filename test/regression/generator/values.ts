/** A text that PostgreSQL cannot store. */
export const UNSTORABLE = 'a\0';

export const INVALID_WHOLE_NUMBERS = ['abc', '1.5', '-1', '2147483648', ' ', '0x10', '１２', '1\0'];
export const INVALID_NUMBERS = ['bad', '1e999', '1,5', 'NaN', '.', '--1', ' ', '2\0'];
export const INVALID_HOSTNAMES = ['-a', 'a_b', 'a..b', 'a b', 'ä', 'x'.repeat(64), 'x.'.repeat(128), UNSTORABLE];
export const INVALID_ARCHITECTURES = [
  'vax/generic',
  'amd64/',
  '/',
  'AMD64/generic',
  "o'arch",
  'mips',
  'amd64/generic\0',
];
export const INVALID_SERIES = ['warty', 'Trusty', "o'series", ' ', 'trusty\0'];
export const INVALID_ZONES = ['nowhere', 'North', "o'zone", 'north\0', 'z'.repeat(257)];
export const INVALID_MACS = ['invalid', '01:02:03:04:05:gg', 'aabbccddeeff', "o'mac", ' ', '00:11:22:33:44:55\0'];
export const INVALID_ADDRESSES = [
  '10.0.0',
  '10.0.0.256',
  'fe80::1%eth0',
  '10.0.0.1/24',
  ' ',
  '010.0.0.1',
  '10.0.0.1\0',
];
export const INVALID_MANAGEMENT = ['3', '-1', 'dhcp', '01', '1\0'];

/** A MAC address by its number. */
export function mac(number: number): string {
  const digits = number.toString(16).padStart(6, '0');
  return `02:00:00:${digits.replace(/..(?=.)/g, '$&:')}`;
}

/** A uuid by its number. */
export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}
