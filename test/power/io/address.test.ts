import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PowerConnError, PowerSettingsError } from '../../../src/power/driver/errors.js';
import { createMachine } from '../../../src/power/driver/machine.js';
import { formatHostPort, parseHostPort, parseHttpAddress, parseHttpUrl } from '../../../src/power/io/address.js';
import { findBmcAddress, lookUpArp } from '../../../src/power/io/arp.js';
import { environmentWith } from '../support.js';

const CONTROLS = ['\n', '\t', ' ', '\u0000'];
const NO_HOSTS = [
  '',
  '-x',
  'a b',
  'a/b',
  'u@h',
  'h:',
  'h:0',
  'h:65536',
  'h:1:2',
  '[::1',
  '[1.2.3.4]',
  'a..b',
  '.a',
  '10.0.0.300',
  '1.2.3',
];
const HOSTILE = [...NO_HOSTS, '10.0.0.[1-9]', 'a,b', '$(id)', "a'b", 'fe80::1%eth0', ...CONTROLS.map((c) => `a${c}b`)];

describe('parse of a host with or without port', () => {
  test.each([
    ['10.0.0.9', '10.0.0.9', undefined],
    ['10.0.0.9:623', '10.0.0.9', 623],
    ['bmc-1.example.com:80', 'bmc-1.example.com', 80],
    ['::1', '::1', undefined],
    ['[2001:db8::1]:443', '2001:db8::1', 443],
    ['[::1]', '::1', undefined],
  ])('%s returns its parts, and format restores it', (text, host, port) => {
    expect(parseHostPort(text)).toEqual({ host, port });
    expect(parseHostPort(formatHostPort({ host, port }))).toEqual({ host, port });
  });

  test.each(HOSTILE)('%j is refused', (text) => {
    expect(() => parseHostPort(text)).toThrow(PowerSettingsError);
  });
});

describe('parse of an HTTP address', () => {
  test.each([
    ['pdu', 'http://pdu/'],
    ['pdu:8080', 'http://pdu:8080/'],
    ['[::1]:80', 'http://[::1]/'],
    ['https://pdu', 'https://pdu/'],
    ['https://pdu:444/base', 'https://pdu:444/base/'],
  ])('%s returns %s', (text, url) => {
    expect(parseHttpAddress(text).href).toBe(url);
  });

  test.each([...HOSTILE, 'ftp://h/', 'file:///etc/passwd', 'http://u:p@h/', 'http://h/?q', 'http://h/#f'])(
    '%j is refused',
    (text) => {
      expect(() => parseHttpAddress(text)).toThrow(PowerSettingsError);
      expect(() => parseHttpUrl(text)).toThrow(PowerSettingsError);
    },
  );

  test('as a URL refuses a host alone', () => {
    expect(() => parseHttpUrl('10.0.0.9')).toThrow(PowerSettingsError);
    expect(parseHttpUrl('http://10.0.0.9').href).toBe('http://10.0.0.9/');
  });
});

const ARP = `IP address       HW type     Flags       HW address            Mask     Device
10.0.0.9         0x1         0x2         52:54:00:aa:bb:cc     *        br0
10.0.0.10        0x1         0x2         52:54:00:aa:bb:cc     *        br0
10.0.0.7         0x1         0x0         52:54:00:aa:bb:cc     *        br0
10.0.0.8         0x1         0x0         00:00:00:00:00:00     *        br0
10.0.0.6         0x1         0x6         52:54:00:dd:ee:ff     *        br0
`;

async function arpTable(lines: readonly string[] = ARP.split('\n')): Promise<string> {
  const file = path.join(tmpdir(), `maas-region-arp-${process.pid}-${Math.random()}`);
  await writeFile(file, lines.join('\n'));
  return file;
}

describe('look-up in the ARP table', () => {
  test('of a MAC address in any notation returns the IP address', async () => {
    const table = await arpTable();
    expect(await lookUpArp(table, '52:54:00:dd:ee:ff')).toBe('10.0.0.6');
    expect(await lookUpArp(table, '52-54-00-DD-EE-FF')).toBe('10.0.0.6');
  });

  test('of a MAC address with several entries returns the first in the order of texts', async () => {
    const [head = '', ...rows] = ARP.split('\n');
    const tables = [await arpTable(), await arpTable([head, ...rows.reverse()])];
    for (const table of tables) expect(await lookUpArp(table, '52:54:00:aa:bb:cc')).toBe('10.0.0.10');
  });

  test('of an incomplete or missing entry returns nothing', async () => {
    const table = await arpTable();
    expect(await lookUpArp(table, '00:00:00:00:00:00')).toBeUndefined();
    expect(await lookUpArp(table, '52:54:00:00:00:01')).toBeUndefined();
    expect(await lookUpArp('/nowhere', '52:54:00:aa:bb:cc')).toBeUndefined();
  });

  test('for a BMC happens only without an address', async () => {
    const environment = environmentWith({ arpTable: await arpTable() });
    const of = (parameters: Record<string, string>) =>
      findBmcAddress(createMachine(new Map(Object.entries(parameters)), environment, new AbortController().signal));
    expect(await of({ power_address: 'bmc', mac_address: '52:54:00:dd:ee:ff' })).toBe('bmc');
    expect(await of({ power_address: '', mac_address: '52:54:00:dd:ee:ff' })).toBe('10.0.0.6');
    await expect(of({ mac_address: '52:54:00:00:00:01' })).rejects.toThrow(PowerConnError);
    await expect(of({})).rejects.toThrow(PowerSettingsError);
    await expect(of({ mac_address: 'junk' })).rejects.toThrow(PowerSettingsError);
  });
});
