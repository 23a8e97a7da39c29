import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FileDatabase, useDatabase } from '../../support/database.js';
import { LossyProxy } from '../../support/lossy-proxy.js';
import { Outage, timed } from './outage.js';

/** The longest wait of a request, and less than the time of a request whose statements are not limited together. */
const TOGETHER_MS = 5_000 + 2_000;

const fresh: FileDatabase = useDatabase();
let proxy: LossyProxy;
let region: Outage;

beforeAll(async () => {
  Outage.build();
  proxy = await LossyProxy.start(fresh.url);
  region = await Outage.start(proxy.url);
}, 120_000);

afterAll(async () => {
  await region[Symbol.asyncDispose]();
  await proxy[Symbol.asyncDispose]();
});

test('a request while each statement is slow waits for all of them together no longer than the limit', async () => {
  proxy.delay(1_700);
  for (const [reply, ms] of await Promise.all([timed(region.write('slow')), timed(region.write('slower'))])) {
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([503, '2']);
    expect(ms).toBeLessThan(TOGETHER_MS);
  }
  proxy.restore();
  await region.expectReturn();
  expect(await fresh.database.prisma.tag.count({ where: { name: { in: ['slow', 'slower'] } } })).toBe(0);
}, 60_000);

test('serve while the network swallows bytes to PostgreSQL answers 503 in time, recovers, and stops in time', async () => {
  proxy.swallow();
  for (let round = 0; round < 3; round += 1) await region.expectOutage();
  proxy.restore();
  await region.expectReturn();
  proxy.swallow();
  await region.expectStop();
}, 180_000);
