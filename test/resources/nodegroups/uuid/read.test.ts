import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { masterPath, readCluster } from '../../../support/factories/clusters.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('read by a user has the cluster', async () => {
  const { uuid } = region.worker;
  const expected = { uuid, status: 1, name: 'maas', cluster_name: 'Cluster master' };
  expect(await readCluster(region, uuid)).toEqual(expected);
});

test('read without credentials is 401', async () => {
  expect((await region.get(null, masterPath(region))).status).toBe(401);
});

test('read of an unknown cluster is 404', async () => {
  expect((await region.get('user', `nodegroups/${randomUUID()}/`)).status).toBe(404);
});
