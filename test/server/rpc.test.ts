import { expect, test } from 'vitest';
import { startRegion } from '../support/region.js';

test('a cluster controller that asks for event loops is told, with or without the prefix, that there are none', async () => {
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
