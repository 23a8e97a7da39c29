import { expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { COMMISSIONING, DECLARED, readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Nodes } from '../../support/shapes.js';

const region = useRegion();
const acceptAll = async (as: As) => (await region.post(as, 'nodes/', { op: 'accept_all' })).as(Nodes);

test('accept_all by an administrator commissions all declared nodes, once', async () => {
  const [a, b] = [await makeNode(region), await makeNode(region)];
  const accepted = await acceptAll('admin');
  expect(accepted.map(({ system_id, status }) => [system_id, status])).toEqual([
    [a.system_id, COMMISSIONING],
    [b.system_id, COMMISSIONING],
  ]);
  expect(await acceptAll('admin')).toEqual([]);
});

test('accept_all by a user accepts nothing', async () => {
  const { system_id } = await makeNode(region);
  expect(await acceptAll('user')).toEqual([]);
  expect((await readNode(region, system_id)).status).toBe(DECLARED);
});
