import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import { taggedNodes } from '../../../support/factories/tags.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('nodes hides nodes of other users, but not from administrators', async () => {
  const free = await makeNode(region, 'ready', { tags: ['t'] });
  const taken = await makeNode(region, 'allocated', { owner: 'user', tags: ['t'] });
  await makeNode(region);
  const all = [free.system_id, taken.system_id];
  for (const as of ['user', 'admin'] as const) expect(await taggedNodes(region, 't', as)).toEqual(all);
  expect(await taggedNodes(region, 't', 'user2')).toEqual([free.system_id]);
});

test('nodes of an unknown tag is 404', async () => {
  expect((await region.get('user', 'tags/nowhere/', { op: 'nodes' })).status).toBe(404);
});
