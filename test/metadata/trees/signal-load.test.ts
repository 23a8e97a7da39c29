import { expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { nodeKey, READY, readNode, signal } from '../../support/nodes.js';
import { useRegion } from '../../support/region.js';

const METADATA = '/MAAS/metadata/latest/';
const LSHW = '00-maas-01-lshw.out';
/** More than the region has connections. */
const SIGNALS = 12;
/** Cut off after five seconds on the document below. */
const COSTLY = 'count(//*[count(//*[count(//*) > 3]) > 3]) > 9';
const LARGE = `<list>${'<node/>'.repeat(20_000)}</list>`;

const region = useRegion();

test('a machine whose output takes long to evaluate holds up neither requests nor its own preseed', async () => {
  const { system_id } = await makeNode(region, 'commissioning');
  const key = await nodeKey(region, system_id);
  await signal(region, key, 'WORKING', { [LSHW]: LARGE });
  (await region.post('admin', 'tags/', { op: 'new', name: 'costly', definition: COSTLY })).ok();

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
    (await region.get(null, `${METADATA}by-id/${system_id}/`, { op: 'get_preseed' })).ok();
    waits.push(performance.now() - began);
  }
  // The last one may have begun when the signals had all but ended.
  expect(waits.length).toBeGreaterThan(3);
  expect(Math.max(...waits)).toBeLessThan(5_000);
  expect(await Promise.all(signals)).toEqual(Array(SIGNALS).fill(200));
  expect((await readNode(region, system_id)).status).toBe(READY);
});

test('of several outputs of one name in a signal the last counts, and only it is read', async () => {
  const { system_id } = await makeNode(region, 'commissioning');
  const key = await nodeKey(region, system_id);
  const processors = (count: number) => `<node id="core">${'<node class="processor"/>'.repeat(count)}</node>`;
  (
    await region.post(key, METADATA, [
      ['op', 'signal'],
      ['status', 'WORKING'],
      ...Array.from({ length: 50 }, () => [LSHW, { filename: 'x', data: processors(1) }] as const),
      [LSHW, { filename: 'x', data: processors(3) }],
    ])
  ).ok();
  expect(region.queries()).toBeLessThan(20);
  expect((await readNode(region, system_id)).cpu_count).toBe(3);
});
