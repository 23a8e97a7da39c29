import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { printApiKey } from '../../../../src/model/accounts/keys.js';
import { readWorkerKey } from '../../../../src/model/clusters/worker-key.js';
import { auditRecords } from '../../../support/audit.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion({ env: { AUTH_FAILURE_LIMIT: '20' } });
const { secret, hash } = makeSecret();
let uuid = '';
const Key = z.object({ key: z.string() });

function makeSecret() {
  const bytes = randomBytes(32);
  return { secret: bytes.toString('hex'), hash: createHash('sha256').update(bytes).digest('hex') };
}
const register = (form: Record<string, string>) => region.post(null, 'nodegroups/', { op: 'register', ...form });
const decide = async (op: 'accept' | 'reject') => (await region.post('admin', 'nodegroups/', { op, uuid })).ok();
const claim = (given = secret, of = uuid) => region.post(null, `nodegroups/${of}/`, { op: 'claim_key', secret: given });
const claimed = async () => (await claim()).as(Key).key;
const listNodes = (key: string) => region.get(key, `nodegroups/${uuid}/`, { op: 'list_nodes' });
const stored = () => region.database.prisma.nodegroup.findUniqueOrThrow({ where: { uuid } });
const eventsOf = async (type: string) => {
  const all = await region.database.prisma.event.findMany({ where: { type } });
  return all.filter(({ description }) => description.includes(uuid));
};

beforeEach(async () => {
  await region.database.pool.query('DELETE FROM quotas');
  uuid = randomUUID();
  await register({ uuid, claim_hash: hash });
});

test('claim_key of a pending cluster is 202, and changes nothing', async () => {
  const before = await stored();
  const reply = await claim();
  expect([reply.status, reply.type]).toEqual([202, 'text/html; charset=utf-8']);
  expect(await stored()).toEqual(before);
});

test('claim_key of an accepted cluster has a fresh key, the same one again, and one event and audit record', async () => {
  const first = printApiKey(await readWorkerKey(region.database, uuid));
  await decide('accept');
  const key = await claimed();
  expect(key).not.toBe(first);
  expect(await claimed()).toBe(key);
  expect((await listNodes(first)).status).toBe(401);
  expect(await eventsOf('Cluster claimed its key')).toMatchObject([{ details: { cluster: uuid } }]);
  const records = (await auditRecords(region.database)).filter(({ objects }) => objects.includes(uuid));
  expect(records.filter(({ operation }) => operation.includes('claim_key'))).toMatchObject([
    { username: null, parameters: ['secret'] },
  ]);
  expect(JSON.stringify([records, await eventsOf('Cluster claimed its key')])).not.toContain(secret);
});

test('claim_key at once by many requests gives all of them one key', async () => {
  await decide('accept');
  const keys = await Promise.all(Array.from({ length: 6 }, claimed));
  expect(new Set(keys).size).toBe(1);
  expect((await listNodes(keys[0] ?? '')).status).toBe(200);
});

test('claim_key after the first signed request is 404, also when its nonces are purged', async () => {
  await decide('accept');
  const key = await claimed();
  expect((await listNodes(key)).status).toBe(200);
  expect((await claim()).status).toBe(404);
  await region.database.pool.query(
    'WITH gone AS (DELETE FROM nonces RETURNING token_id) UPDATE tokens SET last_used = now() FROM gone WHERE id = token_id',
  );
  expect((await claim()).status).toBe(404);
  expect((await listNodes(key)).status).toBe(200);
});

test('claim_key 10 minutes after the first claim is 404, and its key still works', async () => {
  await decide('accept');
  const key = await claimed();
  await region.database.pool.query("UPDATE nodegroups SET claimed = claimed - interval '601 seconds' WHERE uuid = $1", [
    uuid,
  ]);
  expect((await claim()).status).toBe(404);
  expect((await listNodes(key)).status).toBe(200);
});

test('claim_key of a rejected cluster is 404 for ever, and its key has ended', async () => {
  await decide('accept');
  const key = await claimed();
  await decide('reject');
  expect((await claim()).status).toBe(404);
  expect((await listNodes(key)).status).toBe(401);
  await decide('accept');
  expect([(await claim()).status, (await listNodes(key)).status]).toEqual([404, 401]);
  await register({ uuid, claim_hash: hash });
  expect((await claim()).status).toBe(404);
  expect(await eventsOf('Key of cluster ended')).toMatchObject([{ details: { cluster: uuid } }]);
});

test('claim_key of a cluster that an update of its status rejects is 404', async () => {
  await decide('accept');
  const key = await claimed();
  (await region.put('admin', `nodegroups/${uuid}/`, { status: '2' })).ok();
  expect([(await claim()).status, (await listNodes(key)).status]).toEqual([404, 401]);
});

test('claim_key with a wrong secret is the answer for an unknown cluster, after the same queries', async () => {
  await decide('accept');
  const wrong = await claim(makeSecret().secret);
  const queries = region.queries();
  const unknown = await claim(secret, randomUUID());
  expect([wrong.status, wrong.text, wrong.type]).toEqual([unknown.status, unknown.text, unknown.type]);
  expect([wrong.status, queries]).toEqual([404, region.queries()]);
});

test('claim_key of a cluster without a hash is 404', async () => {
  expect((await claim(secret, region.worker.uuid)).status).toBe(404);
});

test('claim_key with wrong secrets is limited, with the right one it is not', async () => {
  await decide('accept');
  const replies = await Promise.all(Array.from({ length: 25 }, () => claim(makeSecret().secret)));
  const limited = replies.filter(({ status }) => status === 429);
  expect(limited.length).toBeGreaterThan(3);
  expect(limited[0]?.headers.get('retry-after')).toMatch(/^\d+$/);
  expect((await claim()).status).toBe(200);
});

test.each([['short'], ['0'.repeat(63)], ['g'.repeat(64)], ['']])(
  'claim_key with the secret %j is refused under its name',
  async (bad) => {
    expect((await claim(bad)).wrongFields).toEqual(['secret']);
  },
);

test('claim_key without a secret is refused', async () => {
  const reply = await region.post(null, `nodegroups/${uuid}/`, { op: 'claim_key' });
  expect([reply.status, reply.text]).toEqual([400, 'No provided secret!']);
});

test('claim_key with credentials is an unknown operation', async () => {
  expect((await region.post('admin', `nodegroups/${uuid}/`, { op: 'claim_key', secret })).status).toBe(400);
});

test('claim_key leaves other operations of the cluster 401 for callers without credentials', async () => {
  expect((await region.post(null, `nodegroups/${uuid}/`, { op: 'update_leases', leases: '{}' })).status).toBe(401);
});
