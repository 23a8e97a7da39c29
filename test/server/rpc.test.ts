import { expect, test } from 'vitest';
import { startRegion } from '../support/region.js';

test('GET rpc/ at both prefixes returns an empty list of event loops', async () => {
  await using region = await startRegion();
  for (const path of ['/MAAS/rpc/', '/rpc/']) {
    const reply = await region.get(null, path);
    expect([reply.status, reply.type, reply.json]).toEqual([
      200,
      expect.stringMatching(/^application\/json/),
      { eventloops: {} },
    ]);
  }
});
