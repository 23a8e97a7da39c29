import { expect, test } from 'vitest';
import { startBeside, useRegion } from './region.js';

const region = useRegion();

test('queries after requests to two applications counts the statements of each for itself', async () => {
  await using other = await startBeside(region);
  await region.get('user', 'nodes/', { op: 'list' });
  const counted = region.queries();
  await other.get(null, 'version/');
  expect(counted).toBeGreaterThan(0);
  expect(region.queries()).toBe(counted);
  expect(other.queries()).toBe(0);
});
