import { expect, test } from 'vitest';
import { clustersOf, makeCluster, readCluster } from '../../support/factories/clusters.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();

test('list without credentials has all clusters as users read them, oldest first', async () => {
  const clusters = [await makeCluster(region, 'pending'), await makeCluster(region, 'rejected')];
  const uuids = [region.worker.uuid, ...clusters.map(({ uuid }) => uuid)];
  expect(await clustersOf(region)).toEqual(await Promise.all(uuids.map((uuid) => readCluster(region, uuid))));
});
