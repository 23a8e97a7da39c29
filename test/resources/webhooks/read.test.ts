import { expect, test } from 'vitest';
import { makeWebhook, Webhooks } from '../../support/factories/webhooks.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('read lists all webhooks, the oldest first, by the same number of queries', async () => {
  // The first request of a user also reads the account.
  for (let count = 0; count < 2; count += 1) {
    expect((await region.get('admin', 'webhooks/')).as(Webhooks)).toEqual([]);
  }
  const queries = region.queries();
  const { id: first } = await makeWebhook(region);
  const { id: second } = await makeWebhook(region);
  const webhooks = (await region.get('admin', 'webhooks/')).as(Webhooks);
  expect(webhooks.map(({ id }) => id)).toEqual([first, second]);
  expect(region.queries()).toBe(queries);
});

test.each([
  ['user', 403],
  [null, 401],
] as const)('read by %s is %i', async (as, status) => {
  expect((await region.get(as, 'webhooks/')).status).toBe(status);
});
