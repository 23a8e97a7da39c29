import { expect, test } from 'vitest';
import { type As, startBeside, startRegion } from '../../support/region.js';

const LIMIT = 4;
const env = { AUTH_FAILURE_LIMIT: String(LIMIT), TRUST_PROXY: '127.0.0.1' };
const WRONG = 'a:b:c';
const times = (count: number, status: number) => Array.from({ length: count }, () => status);

test('failed authentications of one address above the limit are 429, over all processes', async () => {
  await using region = await startRegion({ env });
  await using other = await startBeside(region, { env });
  const ask = async (where: typeof region, as: As, from: string) =>
    where.call(as, 'GET', 'zones/', { headers: { 'x-forwarded-for': from } });
  const failures = [];
  for (const where of [region, other, region, other, region, other]) {
    failures.push((await ask(where, WRONG, '192.0.2.1')).status);
  }
  expect(failures).toEqual([...times(LIMIT, 401), 429, 429]);
  const refused = await ask(region, WRONG, '192.0.2.1');
  expect([refused.status, refused.headers.get('retry-after'), refused.text]).toEqual([
    429,
    String(60 / LIMIT),
    expect.stringMatching(/failed authentications/),
  ]);
  expect((await ask(region, 'user', '192.0.2.1')).status).toBe(200);
  expect((await ask(region, WRONG, '192.0.2.2')).status).toBe(401);
});

test('calls without credentials and dead credentials in the metadata service are not counted', async () => {
  await using region = await startRegion({ env: { AUTH_FAILURE_LIMIT: '1' } });
  const asks = [() => region.get(null, 'zones/'), () => region.get(WRONG, '/MAAS/metadata/latest/meta-data/')];
  for (const ask of asks) {
    for (let round = 0; round < 3; round += 1) expect((await ask()).status).toBe(401);
  }
  expect((await region.get(WRONG, 'zones/')).status).toBe(401);
  expect((await region.get(WRONG, 'zones/')).status).toBe(429);
});

test('a limit of 0 permits any number of failures', async () => {
  await using region = await startRegion({ env: { AUTH_FAILURE_LIMIT: '0' } });
  const replies = await Promise.all(Array.from({ length: 400 }, () => region.get(WRONG, 'zones/')));
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([401]));
});
