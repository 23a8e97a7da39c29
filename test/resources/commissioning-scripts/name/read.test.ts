import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeScript } from '../../../support/factories/scripts.js';
import { useRegion } from '../../../support/region.js';

const PATH = 'commissioning-scripts/';

const region = useRegion();

test('read of a script has its content byte for byte', async () => {
  const data = randomBytes(70_000);
  await makeScript(region, '50-mine', data);
  const reply = await region.get('admin', `${PATH}50-mine`);
  expect([reply.status, reply.type]).toEqual([200, 'application/binary']);
  expect(reply.bytes.equals(data)).toBe(true);
});

test('read of an unknown script is 404', async () => {
  expect((await region.get('admin', `${PATH}none`)).status).toBe(404);
});

test.each(['user', null] as const)('read of a script by %s is 403', async (as) => {
  await makeScript(region, `of-${as}`);
  expect((await region.get(as, `${PATH}of-${as}`)).status).toBe(403);
});
