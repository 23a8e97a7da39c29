import { expect, test } from 'vitest';
import { LSHW_RESULT } from '../../../src/model/hardware/outputs.js';
import { makeNode } from '../../support/factories/nodes.js';
import { makeTag } from '../../support/factories/tags.js';
import { byIdPath, METADATA, nodeKey, READY, readNode, signal } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';

/** More than the region has connections */
const SIGNALS = 12;
/** Cut off after five seconds on LARGE */
const COSTLY = 'count(//*[count(//*[count(//*) > 3]) > 3]) > 9';
const LARGE = `<list>${'<node/>'.repeat(20_000)}</list>`;

const region = useRegion();

test('signals with an output that is slow to evaluate do not delay other requests', async () => {
  const node = await makeNode(region, 'commissioning');
  const key = await nodeKey(region, node.system_id);
  await signal(region, key, 'WORKING', { [LSHW_RESULT]: LARGE });
  await makeTag(region, { name: 'costly', definition: COSTLY });

  let ended = false;
  const signals = Array.from({ length: SIGNALS }, async () => {
    const { status } = await region.post(key, METADATA, { op: 'signal', status: 'OK' });
    ended = true;
    return status;
  });
  const waits: number[] = [];
  while (!ended) {
    const began = performance.now();
    (await region.get('admin', 'nodes/', { op: 'list' })).ok();
    (await region.get(null, byIdPath(node), { op: 'get_preseed' })).ok();
    waits.push(performance.now() - began);
  }
  // The last one may have begun when the signals had nearly ended.
  expect(waits.length).toBeGreaterThan(3);
  expect(Math.max(...waits)).toBeLessThan(5_000);
  expect(await Promise.all(signals)).toEqual(Array(SIGNALS).fill(200));
  expect((await readNode(region, node.system_id)).status).toBe(READY);
});

test('signal with several outputs of one name uses the last one', async () => {
  const { system_id } = await makeNode(region, 'commissioning');
  const processors = (count: number) => `<node id="core">${'<node class="processor"/>'.repeat(count)}</node>`;
  const outputs = [...Array.from({ length: 50 }, () => processors(1)), processors(3)];
  const form = { op: 'signal', status: 'WORKING', [LSHW_RESULT]: outputs.map((data) => ({ filename: 'x', data })) };
  (await region.post(await nodeKey(region, system_id), METADATA, form)).ok();
  expect(region.queries()).toBeLessThan(20);
  expect((await readNode(region, system_id)).cpu_count).toBe(3);
});
