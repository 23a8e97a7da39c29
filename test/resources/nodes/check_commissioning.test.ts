import { expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { ageNode, COMMISSIONING, FAILED_TESTS, readNode } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';
import { Nodes } from '../../support/shapes.js';

const region = useRegion();

test('check_commissioning after an hour fails the node, answers it as it was, and leaves others', async () => {
  const [stale, fresh] = [await makeNode(region, 'commissioning'), await makeNode(region, 'commissioning')];
  await ageNode(region, stale, 3_601);
  const [node, ...others] = (await region.post('user', 'nodes/', { op: 'check_commissioning' })).as(Nodes);
  expect([node?.system_id, node?.status, others]).toEqual([stale.system_id, COMMISSIONING, []]);
  expect((await readNode(region, stale.system_id)).status).toBe(FAILED_TESTS);
  expect((await readNode(region, fresh.system_id)).status).toBe(COMMISSIONING);
  const { rows } = await region.database.pool.query(
    "SELECT system_id, description FROM events WHERE type = 'Commissioning failed'",
  );
  const description = 'Commissioning took longer than 60 minutes. No script has sent its output.';
  expect(rows).toEqual([{ system_id: stale.system_id, description }]);
});
