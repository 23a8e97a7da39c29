import { expect, test } from 'vitest';
import { previewDefinition } from '../../../src/model/tags/preview.js';
import { useRegion } from '../../support/region.js';
import { byId, machine, nodesWith } from './evaluation.js';

const region = useRegion();

test('a preview whose time is over is not complete', async () => {
  await nodesWith(region, ...Array.from({ length: 30 }, () => machine('slow')));
  const found = await previewDefinition(region.database, byId('slow'), -1);
  expect(found).toMatchObject({ count: 0, examined: 0, complete: false });
});

test('a preview of an endless definition ends, and names the nodes', async () => {
  const nested = `${'count(//node['.repeat(8)}true()${']) >= 0'.repeat(8)}`;
  const many = `<list>${'<node/>'.repeat(300)}</list>`;
  const [id = ''] = await nodesWith(region, many);
  const found = await previewDefinition(region.database, nested);
  expect(found.failures).toContain(`${id}: it took too long or too much memory`);
});

test('more than four previews at once are refused', async () => {
  const results = await Promise.allSettled(
    Array.from({ length: 5 }, () => previewDefinition(region.database, byId('slow'))),
  );
  expect(results.map(({ status }) => status).sort()).toEqual([...Array(4).fill('fulfilled'), 'rejected']);
  await expect(previewDefinition(region.database, byId('slow'))).resolves.toMatchObject({ complete: true });
});
