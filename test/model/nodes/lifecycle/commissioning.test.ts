import { expect, test } from 'vitest';
import { enqueue } from '../../../../src/jobs/queue.js';
import { FAIL_STALE_COMMISSIONING } from '../../../../src/jobs/task.js';
import { eventually } from '../../../support/eventually.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { performJobs } from '../../../support/jobs.js';
import { ageNode, COMMISSIONING, FAILED_TESTS, readNode } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('the job for stale commissionings fails a node after an hour and no other nodes', async () => {
  const [stale, fresh] = [await makeNode(region, 'commissioning'), await makeNode(region, 'commissioning')];
  await ageNode(region, stale, 61 * 60);
  await using _jobs = await performJobs(region.database);
  await enqueue(region.database, FAIL_STALE_COMMISSIONING, {});
  const status = async () => (await readNode(region, stale.system_id)).status;
  await eventually(async () => expect(await status()).toBe(FAILED_TESTS));
  expect((await readNode(region, fresh.system_id)).status).toBe(COMMISSIONING);
});
