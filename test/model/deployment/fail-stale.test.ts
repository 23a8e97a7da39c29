import { expect, test } from 'vitest';
import { z } from 'zod';
import { failStaleDeployments } from '../../../src/model/deployment/fail-stale.js';
import { makeNode } from '../../support/factories/nodes.js';
import {
  alterNode,
  DEPLOYED,
  DEPLOYING,
  FAILED_DEPLOYMENT,
  nodeKey,
  nodePath,
  readNode,
  storedNode,
  type WithSystemId,
} from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

/** A node whose deployment began 41 minutes ago. */
async function makeStale(): Promise<WithSystemId> {
  const node = await makeNode(region, 'allocated', { power_type: 'ether_wake' });
  (await region.post('user', nodePath(node), { op: 'start' })).ok();
  await alterNode(region, node, { deployingSince: new Date(Date.now() - 41 * 60_000) });
  return node;
}

const endPowerOn = ({ system_id }: WithSystemId, state: 'done' | 'failed') =>
  region.database.pool.query(
    "UPDATE power_actions SET state = $2::power_action_state, error = 'no answer', ended = now() WHERE system_id = $1",
    [system_id, state],
  );

test.each<[string, RegExp, (node: WithSystemId) => Promise<unknown>]>([
  ['the end of its power-on', /power-on has not ended/, async () => {}],
  ['a failed power-on', /could not be powered on: no answer/, (node) => endPowerOn(node, 'failed')],
  ['its preseed', /powered on, but it has not read its preseed/, (node) => endPowerOn(node, 'done')],
  ['the end of its installer', /installer has not turned netboot off/, (node) => nodeKey(region, node.system_id)],
  [
    'its installed system',
    /is installed, but it has not booted/,
    (node) => alterNode(region, node, { netboot: false }),
  ],
])('a deployment that waits too long for %s fails, and an event says so', async (_what, step, prepare) => {
  const node = await makeStale();
  await prepare(node);
  expect(await failStaleDeployments(region.database, 42)).toBe(0);
  expect((await readNode(region, node.system_id)).substatus).toBe(DEPLOYING);
  expect(await failStaleDeployments(region.database, 40)).toBe(1);
  expect((await readNode(region, node.system_id)).substatus).toBe(FAILED_DEPLOYMENT);
  expect((await storedNode(region, node)).error).toBe('The deployment took too long.');
  const reply = await region.get('user', 'events/', { op: 'query', id: node.system_id, level: 'ERROR', limit: 1 });
  const { events } = reply.as(z.object({ events: z.array(z.object({ type: z.string(), description: z.string() })) }));
  expect(events).toEqual([{ type: 'Node deployment failed', description: expect.stringMatching(step) }]);
  expect(await failStaleDeployments(region.database, 40)).toBe(0);
});

test('a deployed node is never failed', async () => {
  const node = await makeStale();
  await alterNode(region, node, { substatus: DEPLOYED });
  expect(await failStaleDeployments(region.database, 40)).toBe(0);
});
