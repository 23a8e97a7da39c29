import { expect, test } from 'vitest';
import { previewDefinition, previewNode } from '../../../src/model/tags/preview.js';
import { useRegion } from '../../support/region.js';
import { byId, machine, nodesWith } from './evaluation.js';

const region = useRegion();

test('a preview whose time is over is not complete', async () => {
  await nodesWith(region, ...Array.from({ length: 30 }, () => machine('slow')));
  const found = await previewDefinition(region.database, byId('slow'), AbortSignal.abort());
  expect(found).toMatchObject({ count: 0, examined: 0, complete: false });
});

test('a preview of many matching nodes has the number of all and the first hundred', async () => {
  const ids = await nodesWith(region, ...Array.from({ length: 105 }, () => machine('many')));
  const found = await previewDefinition(region.database, byId('many'));
  expect(found).toMatchObject({ count: 105, systemIds: ids.slice(0, 100), complete: true });
});

/** A definition that takes practically forever on a machine with MANY_NODES. */
const endless = (depth: number) => `${'count(//node['.repeat(depth)}true()${']) >= 0'.repeat(depth)}`;
const MANY_NODES = `<list>${'<node/>'.repeat(300)}</list>`;

test('a preview of an endless definition ends, and names the nodes', async () => {
  const [id = ''] = await nodesWith(region, MANY_NODES);
  const found = await previewDefinition(region.database, endless(8));
  expect(found.failures).toContain(`${id}: it took too long or too much memory`);
});

test('a preview ends while it evaluates, when its time is over', async () => {
  const begin = performance.now();
  const found = await previewDefinition(region.database, endless(9), AbortSignal.timeout(1_000));
  expect(found).toMatchObject({ complete: false, failures: [] });
  expect(performance.now() - begin).toBeLessThan(4_000);
});

test('more than four previews at once are refused, those of one node too', async () => {
  const [id = ''] = await nodesWith(region, machine('slow'));
  const results = await Promise.allSettled([
    ...Array.from({ length: 2 }, () => previewDefinition(region.database, byId('slow'))),
    ...Array.from({ length: 3 }, () => previewNode(region.database, byId('slow'), id)),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual([...Array(4).fill('fulfilled'), 'rejected']);
  await expect(previewDefinition(region.database, byId('slow'))).resolves.toMatchObject({ complete: true });
});
