import { expect, test } from 'vitest';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const status = (as: 'admin' | 'user' | null) => region.get(as, 'maas/', { op: 'status' });

test('status has the database, images by cluster, and the programs of power types', async () => {
  expect((await status('admin')).json).toMatchObject({
    version: expect.any(String),
    database: {
      version: expect.stringMatching(/^\d+/),
      megabytes: expect.any(Number),
      connections: expect.any(Number),
    },
    processes: [],
    jobs: expect.any(Array),
    images: [expect.objectContaining({ images: expect.any(Number) })],
    tools: expect.arrayContaining([expect.objectContaining({ power_type: 'virsh', tool: 'virsh' })]),
  });
});

test.each([
  ['user', 403],
  [null, 403],
] as const)('status by %s is %i', async (as, expected) => {
  expect((await status(as)).status).toBe(expected);
});
