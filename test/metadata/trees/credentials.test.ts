import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { COMMISSIONING, METADATA, nodeKey, nodePath, READY, readNode, signal } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import { type Region, startBeside, useRegion } from '../../support/region.js';

const region = useRegion();
/** Another process on the same database, with its own caches. */
let other: Region;
beforeAll(async () => {
  other = await startBeside(region);
});
afterAll(() => other[Symbol.asyncDispose]());

let systemId: string;
let key: ApiKey;
beforeEach(async () => {
  systemId = (await makeNode(region, 'allocated', { power_type: 'ether_wake' })).system_id;
  key = await nodeKey(region, systemId);
});

const readBy = (where: Region, as: ApiKey, path: string) => where.get(as, `${METADATA}${path}`);
const statusIn = async (where: Region, as: ApiKey) => (await readBy(where, as, 'meta-data/instance-id')).status;
const act = (op: string, form: Record<string, string> = {}, as: 'user' | 'user2' | 'admin' = 'user') =>
  region.post(as, nodePath({ system_id: systemId }), { op, ...form });
const start = async (text: string, as: 'user' | 'user2' = 'user') =>
  (await act('start', { user_data: Buffer.from(text).toString('base64') }, as)).ok();

async function passOn(): Promise<ApiKey> {
  (await act('release')).ok();
  const { hostname } = await readNode(region, systemId);
  (await region.post('user2', 'nodes/', { op: 'acquire', name: hostname })).ok();
  return nodeKey(region, systemId);
}

describe('the credentials of a node', () => {
  test('stay the same from commissioning to release', async () => {
    expect(await nodeKey(other, systemId)).toBe(key);
    await start('#!/bin/sh\n');
    expect(await nodeKey(region, systemId)).toBe(key);
    expect(await statusIn(region, key)).toBe(200);
    expect(await statusIn(other, key)).toBe(200);
  });

  test('are refused by every process after a release, and the next preseed has new ones', async () => {
    for (const where of [region, other]) expect(await statusIn(where, key)).toBe(200);
    (await act('release')).ok();
    for (const where of [region, other]) {
      expect(await statusIn(where, key)).toBe(401);
      expect((await where.post(key, METADATA, { op: 'netboot_off' })).status).toBe(401);
    }
    const next = await nodeKey(other, systemId);
    expect(next).not.toBe(key);
    expect(await statusIn(region, next)).toBe(200);
    expect(await statusIn(region, key)).toBe(401);
  });

  test('are refused after a release of several nodes', async () => {
    (await region.post('user', 'nodes/', { op: 'release', nodes: systemId })).ok();
    expect(await statusIn(other, key)).toBe(401);
  });

  test('stay valid after a release of a ready node', async () => {
    (await act('release')).ok();
    const next = await nodeKey(region, systemId);
    (await region.post('admin', 'nodes/', { op: 'release', nodes: systemId })).ok();
    expect(await statusIn(region, next)).toBe(200);
  });

  test('stay valid after the node is commissioned again', async () => {
    (await act('release')).ok();
    const next = await nodeKey(region, systemId);
    (await act('commission', {}, 'admin')).ok();
    expect((await readNode(region, systemId)).status).toBe(COMMISSIONING);
    await signal(region, next, 'OK');
    expect((await readNode(region, systemId)).status).toBe(READY);
    expect(await nodeKey(other, systemId)).toBe(next);
  });

  test('are deleted with the node', async () => {
    (await act('release')).ok();
    const next = await nodeKey(region, systemId);
    (await region.delete('admin', nodePath({ system_id: systemId }))).ok();
    for (const where of [region, other]) expect(await statusIn(where, next)).toBe(401);
    const { rows } = await region.database.pool.query('SELECT 1 FROM consumers WHERE key = $1', [next.split(':')[0]]);
    expect(rows).toEqual([]);
  });
});

describe('the former owner of a node', () => {
  test('reads nothing of the next owner with the old credentials', async () => {
    await start('of the first');
    const next = await passOn();
    await start('of the second', 'user2');
    for (const where of [region, other]) {
      const reply = await readBy(where, key, 'user-data');
      expect([reply.status, reply.text.includes('of the second')]).toEqual([401, false]);
      expect((await readBy(where, next, 'user-data')).text).toBe('of the second');
    }
  });

  test('leaves no user data and no keys to the next owner', async () => {
    await start('of the first');
    const next = await passOn();
    for (const where of [region, other]) {
      expect((await readBy(where, next, 'user-data')).status).toBe(404);
      expect((await readBy(where, next, '')).text).not.toContain('user-data');
      expect((await readBy(where, next, 'meta-data/public-keys')).text).toBe('');
    }
    const stored = 'SELECT 1 FROM node_user_data d JOIN nodes n ON n.id = d.node_id WHERE n.system_id = $1';
    expect((await region.database.pool.query(stored, [systemId])).rows).toEqual([]);
  });
});

test('a request with old credentials during a release has the old user data or none, never that of the next owner', async () => {
  await start('of the first');
  const reads = Array.from({ length: 20 }, (_, index) => readBy(index % 2 ? region : other, key, 'user-data'));
  await passOn();
  await start('of the second', 'user2');
  for (const { status, text } of await Promise.all(reads)) {
    expect([200, 401, 403, 404]).toContain(status);
    expect(text).not.toContain('of the second');
  }
});
