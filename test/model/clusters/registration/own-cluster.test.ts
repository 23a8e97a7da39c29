import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { printApiKey } from '../../../../src/model/accounts/keys.js';
import { ensureOwnCluster } from '../../../../src/model/clusters/registration/own-cluster.js';
import { makeCluster, makeInterface, storedCluster } from '../../../support/factories/clusters.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();
const NETWORK = { interface: 'eth7', ip: '10.7.0.1', subnet_mask: '255.255.0.0' };
const regionUrl = 'http://10.7.0.1:5240/MAAS';
const ensure = (uuid: string, given: object = {}) =>
  region.database.transaction((tx) =>
    ensureOwnCluster(tx, { uuid, interface: NETWORK, regionUrl, recordedUrl: undefined, ...given }),
  );

test('the own cluster of a region in use is made, accepted, and has its URL and an unmanaged interface', async () => {
  await makeInterface(region);
  const uuid = randomUUID();
  expect(await ensure(uuid)).toMatchObject({ change: 'made', isAccepted: true });
  expect(await storedCluster(region, uuid)).toMatchObject({
    status: 1,
    maasUrl: regionUrl,
    claimHash: null,
    interfaces: [{ ...{ interface: 'eth7', ip: '10.7.0.1' }, management: 0, broadcastIp: '10.7.255.255' }],
  });
});

test('the own cluster that exists keeps its key, and what administrators decided', async () => {
  const uuid = randomUUID();
  const { key } = await ensure(uuid);
  await region.put('admin', `nodegroups/${uuid}/interfaces/eth7/`, { broadcast_ip: '10.7.255.254' });
  await region.put('admin', `nodegroups/${uuid}/`, { maas_url: 'http://region.example/MAAS', name: 'zone.example' });
  const before = await storedCluster(region, uuid);
  expect(await ensure(uuid)).toEqual({ key, isAccepted: true });
  expect(await storedCluster(region, uuid)).toEqual(before);
});

test('the own cluster that an administrator rejected stays rejected', async () => {
  const uuid = randomUUID();
  await ensure(uuid);
  await region.post('admin', 'nodegroups/', { op: 'reject', uuid });
  expect(await ensure(uuid)).toMatchObject({ change: undefined, isAccepted: false });
});

test('the own cluster that is pending is accepted once, and its hash and former key end', async () => {
  const { uuid, key } = await makeCluster(region, 'pending', { claim_hash: 'a1'.repeat(32) });
  const ensured = await ensure(uuid);
  expect(ensured).toMatchObject({ change: 'accepted', isAccepted: true });
  expect(printApiKey(ensured.key)).not.toBe(key);
  expect(await storedCluster(region, uuid)).toMatchObject({ status: 1, claimHash: null });
  expect(await ensure(uuid)).toEqual({ key: ensured.key, isAccepted: true });
});

const MOVED = { interface: { ...NETWORK, ip: '10.7.0.9' }, regionUrl: 'http://10.7.0.9:5240/MAAS' };

test('the own cluster on another address than before gets the URL of that address', async () => {
  const uuid = randomUUID();
  await ensure(uuid);
  expect((await ensure(uuid, MOVED)).staleUrl).toBeUndefined();
  expect((await storedCluster(region, uuid)).maasUrl).toBe(MOVED.regionUrl);
  expect((await ensure(uuid, MOVED)).staleUrl).toBeUndefined();
});

test('the own cluster on a third address gets the URL of that address', async () => {
  const uuid = randomUUID();
  await ensure(uuid);
  await ensure(uuid, { ...MOVED, recordedUrl: regionUrl });
  const third = { interface: { ...NETWORK, ip: '10.7.0.10' }, regionUrl: 'http://10.7.0.10:5240/MAAS' };
  expect((await ensure(uuid, { ...third, recordedUrl: MOVED.regionUrl })).staleUrl).toBeUndefined();
  expect((await storedCluster(region, uuid)).maasUrl).toBe(third.regionUrl);
});

test('the own cluster on another address than before keeps the URL of an administrator, and says so', async () => {
  const uuid = randomUUID();
  await ensure(uuid);
  const maas_url = 'http://region.example/MAAS';
  await region.put('admin', `nodegroups/${uuid}/`, { maas_url });
  expect((await ensure(uuid, MOVED)).staleUrl).toBe(maas_url);
  expect((await storedCluster(region, uuid)).maasUrl).toBe(maas_url);
});

test('the own cluster with MAAS_URL has no URL of its own', async () => {
  const uuid = randomUUID();
  await ensure(uuid, { regionUrl: undefined });
  expect((await storedCluster(region, uuid)).maasUrl).toBe('');
});
