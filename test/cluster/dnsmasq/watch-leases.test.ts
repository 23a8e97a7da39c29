import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Leases, readLeases, watchLeases } from '../../../src/cluster/dnsmasq/watch-leases.js';
import { eventually } from '../../support/eventually.js';
import { useFolder } from '../../support/folder.js';

const folder = useFolder();
const LINES = [
  '4000000000 52:54:00:00:00:01 10.20.0.101 web 01:52:54:00:00:00:01',
  '4000000000 06-52:54:00:00:00:01 10.20.0.102 * *',
  'duid 00:01:00:01',
  '4000000000 12345 fd00::1 web 00:01',
  'broken',
];

test('readLeases reads IPv4 leases of Ethernet', async () => {
  const file = folder.at('leases');
  expect(await readLeases(file)).toEqual(new Map());
  await writeFile(file, LINES.join('\n'));
  expect(await readLeases(file)).toEqual(new Map([['10.20.0.101', '52:54:00:00:00:01']]));
});

test('readLeases leaves out leases that have expired, but none without an end', async () => {
  const file = folder.at('expired');
  await writeFile(file, '1000 52:54:00:00:00:01 10.20.0.101 * *\n0 52:54:00:00:00:02 10.20.0.102 * *\n');
  const infinite = ['10.20.0.102', '52:54:00:00:00:02'] as const;
  expect(await readLeases(file, 999_999)).toEqual(new Map([['10.20.0.101', '52:54:00:00:00:01'], infinite]));
  expect(await readLeases(file, 1_000_000)).toEqual(new Map([infinite]));
});

test('watchLeases reports new machines, but not a new time of expiry', async () => {
  const file = folder.at('watched');
  const seen: Leases[] = [];
  using _watching = watchLeases(file, (leases) => seen.push(leases));
  await writeFile(file, LINES.join('\n'));
  await eventually(() => expect(seen).toHaveLength(1));
  await writeFile(file, LINES.join('\n').replace('4000000000', '4000000009'));
  await writeFile(file, `${LINES.join('\n')}\n4000000000 52:54:00:00:00:02 10.20.0.103 * *\n`);
  await eventually(() => expect(seen).toHaveLength(2));
  expect(seen[1]?.get('10.20.0.103')).toBe('52:54:00:00:00:02');
});
