import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { purgeQuotas } from '../../../src/db/quotas.js';
import { reportImages } from '../../support/factories/images.js';
import { randomMac } from '../../support/factories/nodes.js';
import { type As, type Region, startBeside, startRegion } from '../../support/region.js';

const LIMIT = 6;
const env = { ENLIST_LIMIT: String(LIMIT), TRUST_PROXY: '127.0.0.1' };

let region: Region;
beforeEach(async () => {
  region = await startRegion({ env });
  await reportImages(region);
});
afterEach(() => region[Symbol.asyncDispose]());

interface Enlisting {
  readonly where?: Region;
  readonly as?: As;
  readonly from?: string;
  readonly architecture?: string;
}

function enlist({ where = region, as = null, from = '192.0.2.1', architecture = 'amd64/generic' }: Enlisting = {}) {
  const form = { op: 'new', architecture, mac_addresses: randomMac() };
  return where.call(as, 'POST', 'nodes/', { form, headers: { 'x-forwarded-for': from } });
}

async function statuses(count: number, enlisting: Enlisting = {}): Promise<number[]> {
  const replies = await Promise.all(Array.from({ length: count }, () => enlist(enlisting)));
  return replies.map(({ status }) => status).sort((a, b) => a - b);
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status);
const nodes = async () => (await region.database.pool.query('SELECT 1 FROM nodes')).rows.length;
/** Makes the counts older. */
const age = (seconds: number) =>
  region.database.pool.query('UPDATE quotas SET updated = updated - make_interval(secs => $1)', [seconds]);

describe('enlistment without credentials from one address', () => {
  test('above the limit is 429 with Retry-After and writes nothing', async () => {
    expect(await statuses(LIMIT + 3)).toEqual([...times(LIMIT, 200), ...times(3, 429)]);
    const reply = await enlist();
    expect([reply.status, reply.type]).toEqual([429, 'text/plain; charset=utf-8']);
    expect(reply.text).toMatch(/enlistments/);
    expect(reply.headers.get('retry-after')).toBe(String(60 / LIMIT));
    expect(await nodes()).toBe(LIMIT);
  });

  test('above the limit is 429 before the body arrives', async () => {
    await statuses(LIMIT);
    const socket = connect(Number(region.api.port), region.api.hostname);
    const from = 'Host: a\r\nConnection: close\r\nX-Forwarded-For: 192.0.2.1\r\n';
    const type = 'Content-Type: application/x-www-form-urlencoded\r\n';
    socket.write(`POST /MAAS/api/1.0/nodes/?op=x HTTP/1.1\r\n${from}${type}Content-Length: 100\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 429 /);
  });

  test('by several processes is counted together', async () => {
    await using other = await startBeside(region, { env });
    const both = await Promise.all([statuses(LIMIT), statuses(LIMIT, { where: other })]);
    expect(both.flat().sort((a, b) => a - b)).toEqual([...times(LIMIT, 200), ...times(LIMIT, 429)]);
  });

  test('that fails is counted', async () => {
    expect(await statuses(LIMIT, { architecture: 'vax' })).toEqual(times(LIMIT, 400));
    expect((await enlist()).status).toBe(429);
  });

  test('does not limit other addresses, and counts a /64 of IPv6 as one address', async () => {
    expect(await statuses(LIMIT)).toEqual(times(LIMIT, 200));
    expect((await enlist({ from: '192.0.2.2' })).status).toBe(200);
    for (let host = 1; host <= LIMIT; host += 1) expect((await enlist({ from: `2001:db8::${host}` })).status).toBe(200);
    expect((await enlist({ from: '2001:db8::ffff' })).status).toBe(429);
    expect((await enlist({ from: '2001:db8:0:1::1' })).status).toBe(200);
  });

  test('is allowed again at the rate of the limit, and in full after a minute', async () => {
    await statuses(LIMIT);
    await age(60 / LIMIT);
    expect(await statuses(3)).toEqual([200, 429, 429]);
    await age(3_600);
    expect(await statuses(LIMIT + 1)).toEqual([...times(LIMIT, 200), 429]);
  });

  test('does not limit enlistment with credentials', async () => {
    await statuses(LIMIT);
    expect(await statuses(3, { as: 'user' })).toEqual(times(3, 200));
  });

  test('is counted with preseed and user data, and is forgotten after a minute', async () => {
    const paths = ['latest/enlist-preseed/?op=get_enlist_preseed', 'enlist/latest/user-data'];
    const read = (path: string) =>
      region.call(null, 'GET', `/MAAS/metadata/${path}`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    for (const path of paths) expect((await read(path)).status).toBe(200);
    expect(await statuses(LIMIT)).toEqual([...times(LIMIT - 2, 200), 429, 429]);
    for (const path of paths) expect((await read(path)).status).toBe(429);
    expect((await read('enlist/latest/meta-data/')).status).toBe(200);
    expect(await purgeQuotas(region.database)).toBe(0);
    await age(61);
    expect(await purgeQuotas(region.database)).toBe(1);
  });

  test('with a limit of 0 is unlimited', async () => {
    await using open = await startBeside(region, { env: { ...env, ENLIST_LIMIT: '0' } });
    expect(await statuses(LIMIT * 2, { where: open })).toEqual(times(LIMIT * 2, 200));
  });
});
