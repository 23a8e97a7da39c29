import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { makeCluster, masterPath } from '../../../support/factories/clusters.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();
const OP = { op: 'region_url' };

test('region_url has the recorded URL, which is empty while it is unknown', async () => {
  const { path } = await makeCluster(region, 'accepted', { maasUrl: 'http://region.example/MAAS' });
  expect((await region.get('admin', path, OP)).json).toEqual({ maas_url: 'http://region.example/MAAS' });
  expect((await region.get('admin', masterPath(region), OP)).json).toEqual({ maas_url: '' });
});

test.each([
  [null, 401],
  ['user', 403],
  ['worker', 403],
] as const)('region_url by %s is %i', async (as, status) => {
  expect((await region.get(as, masterPath(region), OP)).status).toBe(status);
});

test('region_url of an unknown cluster is 404', async () => {
  expect((await region.get('admin', `nodegroups/${randomUUID()}/`, OP)).status).toBe(404);
});
