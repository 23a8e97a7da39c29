import { expect, test } from 'vitest';
import { z } from 'zod';
import { clustersOf, makeCluster, readCluster } from '../../support/factories/clusters.js';
import { useRegion } from '../../support/region.js';

const region = useRegion();
const Cluster = z.record(z.string(), z.unknown());
const Clusters = z.array(Cluster);

test('list without credentials has all clusters as users read them, oldest first', async () => {
  const clusters = [await makeCluster(region, 'pending'), await makeCluster(region, 'rejected')];
  const uuids = [region.worker.uuid, ...clusters.map(({ uuid }) => uuid)];
  expect(await clustersOf(region)).toEqual(await Promise.all(uuids.map((uuid) => readCluster(region, uuid))));
});

test('list and read show the claim code to administrators alone, after the other keys', async () => {
  const { uuid, path } = await makeCluster(region, 'pending', { claim_hash: `c0ffee11${'0'.repeat(56)}` });
  const keys = ['cluster_name', 'status', 'name', 'uuid'];
  const shown = { uuid, claim_code: 'c0ffee11' };
  const found = (await region.get('admin', 'nodegroups/', { op: 'list' })).as(Clusters);
  const read = (await region.get('admin', path)).as(Cluster);
  for (const cluster of [found.find((one) => one.uuid === uuid) ?? {}, read]) {
    expect(cluster).toMatchObject(shown);
    expect(Object.keys(cluster)).toEqual([...keys, 'claim_code']);
  }
  expect(Object.keys(found[0] ?? {})).toEqual(keys);
  for (const as of ['user', 'worker', null] as const) {
    expect((await region.get(as, 'nodegroups/', { op: 'list' })).text).not.toContain('c0ffee11');
  }
});
