import { expect, test } from 'vitest';
import { makeKey } from '../../support/factories/accounts.js';
import { makeNode } from '../../support/factories/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Nodes } from '../../support/shapes.js';

const region = useRegion();
const listAllocated = async (as: As) =>
  (await region.get(as, 'nodes/', { op: 'list_allocated' })).as(Nodes).map(({ system_id }) => system_id);

test('list_allocated has the nodes that the calling key acquired, not those of other keys of its user', async () => {
  const node = await makeNode(region, 'allocated');
  await makeNode(region, 'allocated', { owner: 'user2' });
  const other = await makeKey(region, 'user');
  expect(await listAllocated('user')).toEqual([node.system_id]);
  expect(await listAllocated(other.key)).toEqual([]);
});
