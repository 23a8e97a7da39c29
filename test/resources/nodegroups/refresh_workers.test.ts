import { expect, test } from 'vitest';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('refresh_workers without credentials answers a fixed text', async () => {
  const reply = await region.post(null, 'nodegroups/', { op: 'refresh_workers' });
  expect([reply.status, reply.text]).toEqual([200, 'Sending worker refresh.']);
});

test('refresh_workers with credentials is an unknown operation', async () => {
  expect((await region.post('admin', 'nodegroups/', { op: 'refresh_workers' })).status).toBe(400);
});
