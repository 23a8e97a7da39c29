import { deserialize } from 'bson';
import { expect, test } from 'vitest';
import { LLDP_RESULT, LSHW_RESULT } from '../../../../src/model/hardware/outputs.js';
import { makeReadyNodes } from '../../../support/factories/many-nodes.js';
import { makeNode } from '../../../support/factories/nodes.js';
import { makeRandomResults, makeResult } from '../../../support/factories/results.js';
import { nodePath, UNKNOWN_NODE, type WithSystemId } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();
const details = (node: WithSystemId) => region.get('user2', nodePath(node), { op: 'details' });

test('details of a node without results are null', async () => {
  expect(deserialize((await details(await makeNode(region))).bytes)).toEqual({ lshw: null, lldp: null });
});

test('details are the outputs of lshw and LLDP in BSON, byte for byte; those of failed scripts are null', async () => {
  const node = await makeNode(region, 'commissioning');
  const lshw = Buffer.from('<list>\xff\x00</list>', 'latin1');
  await makeResult(region.database, node.system_id, LSHW_RESULT, lshw);
  await makeResult(region.database, node.system_id, LLDP_RESULT, 'x', 1);
  const reply = await details(node);
  expect([reply.status, reply.type]).toEqual([200, 'application/bson']);
  expect(deserialize(reply.bytes, { promoteBuffers: true })).toEqual({ lshw, lldp: null });
});

test('details may be larger than what a BSON library holds', async () => {
  const [system_id = ''] = await makeReadyNodes(region.database, 1);
  await makeRandomResults(region.database, [system_id], { lshw: 17_500_000 });
  const { bytes } = (await details({ system_id })).ok();
  expect(deserialize(bytes, { promoteBuffers: true }).lshw).toHaveLength(17_500_000);
}, 120_000);

test('details of an unknown node are 404', async () => {
  expect((await details(UNKNOWN_NODE)).status).toBe(404);
});
