import { describe, expect, test } from 'vitest';
import { type Region, startRegion, useRegion } from '../../support/region.js';

const region = useRegion();

const ROOT = '/MAAS/metadata/';
const PRESEED = `${ROOT}latest/enlist-preseed/`;
const read = (path: string) => region.get(null, `${ROOT}enlist/${path}`);
const preseed = (of: Region) => of.get(null, PRESEED, { op: 'get_enlist_preseed' });

describe('metadata/enlist/', () => {
  test('lists its versions, and the items of each version', async () => {
    expect((await read('')).text).toBe('2012-03-01\nlatest');
    for (const path of ['latest/', '2012-03-01/', 'latest/anything', '1.0/']) {
      const reply = await read(path);
      expect([reply.status, reply.type, reply.text]).toEqual([200, 'text/plain', 'meta-data\nuser-data']);
    }
  });

  test('has the same id and name for all enlisting machines and no public keys', async () => {
    const facts = { '': 'instance-id\nlocal-hostname', 'instance-id': 'i-maas-enlistment', 'public-keys': '' };
    for (const [item, text] of Object.entries({ ...facts, 'local-hostname': 'maas-enlisting-node' })) {
      const reply = await read(`latest/meta-data/${item}`);
      expect([item, reply.status, reply.type, reply.text]).toEqual([item, 200, 'text/plain', text]);
    }
  });

  test('is 404 for unknown items and unknown versions', async () => {
    for (const path of [
      'latest/meta-data/BOGUS',
      'latest/meta-data/instance-id/',
      'latest/meta-data/instance-id/more',
      '1.0/meta-data/',
      '1.0/user-data',
    ])
      expect([path, (await read(path)).status]).toEqual([path, 404]);
  });

  test('has the user data and the preseed for enlistment with the URL of the region', async () => {
    for (const reply of [await read('latest/user-data'), await preseed(region)]) {
      expect([reply.status, reply.type]).toEqual([200, 'text/plain']);
      expect(reply.text).toMatch(/^#cloud-config\n/);
      expect(reply.text).toContain(`${region.api.origin}/MAAS`);
    }
  });

  test('without its operation is 400, and with other methods is 405', async () => {
    for (const op of [{}, { op: 'get_preseed' }]) expect((await region.get(null, PRESEED, op)).status).toBe(400);
    expect((await region.post(null, PRESEED, { op: 'get_enlist_preseed' })).status).toBe(405);
    expect((await region.post(null, `${ROOT}enlist/latest/`, { op: 'signal', status: 'OK' })).status).toBe(405);
  });

  test('has the region URL of the accepted cluster that contains the caller’s address', async () => {
    await using cluster = await startRegion();
    const { pool } = cluster.database;
    const interfaces = JSON.stringify([{ interface: 'lo', ip: '127.0.0.8', subnet_mask: '255.0.0.0' }]);
    (await cluster.post(null, 'nodegroups/', { op: 'register', uuid: 'stranger', interfaces })).ok();
    await pool.query("UPDATE nodegroups SET maas_url = 'http://evil.example.com/MAAS' WHERE uuid = 'stranger'");
    expect((await preseed(cluster)).text).toContain(cluster.api.origin);
    await pool.query("UPDATE nodegroups SET maas_url = 'http://region.example.com/MAAS' WHERE status = 1");
    await pool.query(`INSERT INTO nodegroup_interfaces (nodegroup_id, interface, ip, subnet_mask)
      SELECT min(id), 'lo', '127.0.0.7', '255.0.0.0' FROM nodegroups`);
    const userData = await cluster.get(null, `${ROOT}enlist/latest/user-data`);
    for (const { text } of [userData, await preseed(cluster)]) {
      expect(text).toContain('http://region.example.com/MAAS');
      expect(text).not.toContain(cluster.api.origin);
    }
  });
});

describe('METADATA_ALLOW', () => {
  const PATHS = ['enlist/', 'enlist/latest/', 'enlist/latest/meta-data/', 'enlist/latest/user-data'];

  test('refuses other addresses in the anonymous trees, and does not count these requests', async () => {
    await using closed = await startRegion({ env: { METADATA_ALLOW: '10.0.0.0/8, fd00::/8' } });
    for (const path of [...PATHS, 'latest/by-mac/02:00:00:00:00:01/'])
      expect([path, (await closed.get(null, `${ROOT}${path}`)).status]).toEqual([path, 403]);
    expect((await preseed(closed)).status).toBe(403);
    const byId = `${ROOT}latest/by-id/node-none/`;
    expect((await closed.get(null, byId, { op: 'get_preseed' })).status).toBe(403);
    expect((await closed.post(null, byId, { op: 'netboot_off' })).status).toBe(403);
    expect((await closed.database.pool.query('SELECT 1 FROM quotas')).rows).toEqual([]);
  });

  test('uses the address that a trusted proxy forwards', async () => {
    const env = { METADATA_ALLOW: '198.51.100.0/24, fd00::/8', TRUST_PROXY: '127.0.0.1' };
    await using behind = await startRegion({ env });
    const statusFrom = async (address: string) =>
      (await behind.call(null, 'GET', `${ROOT}enlist/`, { headers: { 'x-forwarded-for': address } })).status;
    for (const address of ['198.51.100.7', '::ffff:198.51.100.7', 'fd00::1', '203.0.113.1, 198.51.100.7'])
      expect([address, await statusFrom(address)]).toEqual([address, 200]);
    for (const address of ['203.0.113.1', 'fe80::1', 'unknown', '198.51.100.7, 203.0.113.1', ''])
      expect([address, await statusFrom(address)]).toEqual([address, 403]);
  });

  test('does not refuse requests with credentials', async () => {
    await using closed = await startRegion({ env: { METADATA_ALLOW: '10.0.0.0/8' } });
    expect((await closed.get('user', ROOT)).status).toBe(200);
  });
});
