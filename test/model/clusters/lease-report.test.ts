import { expect, test } from 'vitest';
import { Invalid } from '../../../src/errors.js';
import { readLeaseReport } from '../../../src/model/clusters/lease-report.js';

const MAC = '02:00:00:aa:bb:01';

test.each<[string, string, readonly (readonly [string, string])[]]>([
  ['without leases', '{}', []],
  ['with one lease', `{"10.0.0.1":"${MAC}"}`, [['10.0.0.1', MAC]]],
  [
    'with spaces between all parts',
    ` {\n "10.0.0.1" :\t"${MAC}" , "fe80::1":"${MAC}"\r\n} `,
    [
      ['10.0.0.1', MAC],
      ['fe80::1', MAC],
    ],
  ],
  ['with an address twice', `{"10.0.0.1":"02:00:00:aa:bb:02","10.0.0.1":"${MAC}"}`, [['10.0.0.1', MAC]]],
  ['with a MAC address in capitals', '{"10.0.0.1":"02:00:00:AA:BB:01"}', [['10.0.0.1', MAC]]],
  ['with escaped characters', `{"10.0.0.\\u0031":"${MAC}"}`, [['10.0.0.1', MAC]]],
])('readLeaseReport of a report %s has its leases', async (_, text, leases) => {
  const read = await readLeaseReport(text);
  expect([...new Map(read.leases)]).toEqual(leases);
  expect(read.skipped).toEqual([]);
});

test.each([
  ['256.0.0.1', `"${MAC}"`],
  ['10.0.0.1', '"80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:0f:89:41"'],
  ['10.0.0.1', 'null'],
])('readLeaseReport skips %s: %s, and has the other leases', async (ip, mac) => {
  const read = await readLeaseReport(`{"10.0.0.2":"${MAC}","${ip}":${mac},"10.0.0.3":"${MAC}"}`);
  expect(read).toEqual({
    leases: [
      ['10.0.0.2', MAC],
      ['10.0.0.3', MAC],
    ],
    skipped: [`${ip}: ${mac}`],
  });
});

test.each([
  ['a comma at the end', `{"10.0.0.1":"${MAC}",}`],
  ['no end', `{"10.0.0.1":"${MAC}"`],
  ['text after its end', `{"10.0.0.1":"${MAC}"} more`],
  ['a space that JSON does not have', `{\u00a0"10.0.0.1":"${MAC}"}`],
  ['more than 4 MiB', `{"10.0.0.1":"${MAC}"${' '.repeat(4 * 1_048_576)}}`],
])('readLeaseReport refuses a report with %s', async (_, text) => {
  await expect(readLeaseReport(text)).rejects.toThrow(Invalid);
});
