import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  getLastAddress,
  getPrefixLength,
  haveOverlap,
  networkContains,
  parseNetworkRange,
} from '../../../../src/model/clusters/interfaces/network-range.js';
import { useDatabase } from '../../../support/database.js';

const fresh = useDatabase(1);

const ipv4 = fc.tuple(fc.constant(10), fc.nat(3), fc.nat(255), fc.nat(255)).map((bytes) => bytes.join('.'));
const ipv6 = fc
  .tuple(fc.nat(3), fc.nat(0xffff), fc.nat(0xffff))
  .map(([a, b, c]) => `2001:db8:${a.toString(16)}::${b.toString(16)}:${c.toString(16)}`);
const network = fc.oneof(fc.tuple(ipv4, fc.nat(32)), fc.tuple(ipv6, fc.nat(128)));

/** What PostgreSQL makes of the same addresses. */
async function judged(one: string, other: string) {
  const { rows } = await fresh.database.pool.query<
    Record<'mask' | 'last', string> & Record<'inside' | 'overlap', boolean>
  >(
    `SELECT host(netmask($1::inet)) AS mask, host(broadcast($1::inet)) AS last,
       host($2::inet)::inet <<= network($1::inet) AS inside, network($1::inet)::inet && network($2::inet)::inet AS overlap`,
    [one, other],
  );
  const [row] = rows;
  if (!row) throw new Error('no row');
  return row;
}

async function normal(address: string): Promise<string | undefined> {
  const { rows } = await fresh.database.pool.query<{ host: string }>('SELECT host($1::inet)', [address]);
  return rows[0]?.host;
}

test('network ranges have the prefix, last address, members and overlaps that PostgreSQL computes', async () => {
  const property = fc.asyncProperty(network, network, async ([ip, prefix], [otherIp, otherPrefix]) => {
    const truth = await judged(`${ip}/${prefix}`, `${otherIp}/${otherPrefix}`);
    const found = parseNetworkRange(ip, truth.mask);
    const other = parseNetworkRange(otherIp, (await judged(`${otherIp}/${otherPrefix}`, ip)).mask);
    if (!found || !other) throw new Error('no network');
    expect(getPrefixLength(found)).toBe(prefix);
    expect(await normal(getLastAddress(found))).toBe(truth.last);
    expect(networkContains(found, otherIp)).toBe(truth.inside);
    expect(haveOverlap([found, other])).toBe(truth.overlap);
    expect(haveOverlap([other, found])).toBe(truth.overlap);
  });
  await fc.assert(property, { numRuns: 200 });
});

test.each([
  ['10.0.0.1', '255.0.255.0'],
  ['10.0.0.1', '0.0.0.255'],
  ['10.0.0.1', 'ffff::'],
  ['2001:db8::1', '255.255.255.0'],
  ['2001:db8::1', 'ffff::ffff'],
  ['10.0.0.1', ''],
  ['', '255.255.255.0'],
])('parseNetworkRange of %j and %j returns undefined', (ip, mask) => {
  expect(parseNetworkRange(ip, mask)).toBeUndefined();
});
