import { expect, test } from 'vitest';
import { randomMac } from '../../support/factories/nodes.js';
import { startRegion, useRegion } from '../../support/region.js';
import { ROOT } from './tree-node.js';

const region = useRegion();

test.each([
  ['an unknown MAC address', randomMac()],
  ['a word', 'garbage'],
  ['a part of a MAC address', '02:00'],
])('the tree by %s is 404 with an empty body', async (_what, mac) => {
  const reply = await region.get(null, `${ROOT}latest/by-mac/${mac}/meta-data/instance-id`);
  expect([reply.status, reply.text]).toEqual([404, '']);
});

test('the tree by MAC address in a region with ALLOW_UNSAFE_METADATA=off is 403', async () => {
  await using closed = await startRegion({ env: { ALLOW_UNSAFE_METADATA: 'off' } });
  const at = `${ROOT}latest/by-mac/${randomMac()}/`;
  for (const path of ['', 'meta-data/', 'user-data']) {
    expect((await closed.get(null, `${at}${path}`)).status).toBe(403);
  }
  expect((await closed.post(null, at, { op: 'netboot_off' })).status).toBe(403);
});
