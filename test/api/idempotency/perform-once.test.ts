import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { purgeIdempotencyKeys } from '../../../src/api/idempotency/perform-once.js';
import { recordsOf } from '../../support/audit.js';
import type { Form } from '../../support/body.js';
import type { CallOptions } from '../../support/client.js';
import { makeKey } from '../../support/factories/accounts.js';
import { makeNode } from '../../support/factories/nodes.js';
import { nodePath } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const region = useRegion();
const REPLAYED = 'idempotency-replayed';

const withKey = (key: string, as: As, method: string, path: string, options: CallOptions = {}) =>
  region.call(as, method, path, { ...options, headers: { 'idempotency-key': key } });
const post = (key: string, as: As, path: string, form: Form = {}) => withKey(key, as, 'POST', path, { form });

let key = '';
beforeEach(() => {
  key = randomUUID();
});

test('acquire that is repeated answers the same node again, byte for byte, and acquires no other', async () => {
  for (const _ of ['one', 'two']) await makeNode(region, 'ready');
  const first = await post(key, 'user', 'nodes/', { op: 'acquire' });
  const audited = await recordsOf(region.database, async () => {
    for (const form of [key, `"${key}"`]) {
      const again = await post(form, 'user', 'nodes/', { op: 'acquire' });
      expect([again.status, again.text, again.type]).toEqual([200, first.ok().text, first.type]);
      expect(again.headers.get(REPLAYED)).toBe('true');
    }
  });
  expect(first.headers.get(REPLAYED)).toBeNull();
  expect(audited).toEqual([]);
  const other = await post(randomUUID(), 'user', 'nodes/', { op: 'acquire' });
  expect(other.as(Node).system_id).not.toBe(first.as(Node).system_id);
});

test('request with the key of a different request is 422 and does nothing', async () => {
  (await post(key, 'admin', 'zones/', { name: 'idem-1' })).ok();
  for (const [path, form] of [
    ['zones/', { name: 'idem-2' }],
    ['zones/', { name: 'idem-1', description: 'x' }],
    ['tags/', { op: 'new', name: 'idem-1' }],
  ] as const) {
    const reply = await post(key, 'admin', path, form);
    expect([reply.status, reply.text]).toEqual([422, 'This Idempotency-Key was used for another request.']);
  }
  expect((await withKey(key, 'admin', 'PUT', 'zones/idem-1/', { form: { name: 'idem-1' } })).status).toBe(422);
  expect((await region.get('admin', 'zones/idem-2/')).status).toBe(404);
});

test('request with the key in another encoding, order and credentials is the same request', async () => {
  (await post(key, 'admin', 'zones/', { name: 'idem-3', description: 'x' })).ok();
  const json = { json: { description: 'x', name: 'idem-3' } };
  const again = await withKey(key, 'admin', 'POST', 'zones/', json);
  expect([again.ok().status, again.headers.get(REPLAYED)]).toEqual([200, 'true']);
});

test('key of one token means nothing for another token', async () => {
  (await post(key, 'admin', 'zones/', { name: 'idem-4' })).ok();
  expect((await post(key, 'user', 'zones/', { name: 'idem-4' })).status).toBe(403);
  expect(
    (await post(key, region.site.keys.admin2, 'zones/', { name: 'idem-5' })).ok().headers.get(REPLAYED),
  ).toBeNull();
});

test('refused request is performed again', async () => {
  const { system_id } = await makeNode(region);
  const release = () => post(key, 'admin', nodePath({ system_id }), { op: 'release' });
  expect((await release()).status).toBe(409);
  await region.database.pool.query('UPDATE nodes SET status = 4 WHERE system_id = $1', [system_id]);
  expect((await release()).ok().headers.get(REPLAYED)).toBeNull();
});

test('request during the same one is 409', async () => {
  const { system_id } = await makeNode(region);
  const client = await region.database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT FROM nodes WHERE system_id = $1 FOR UPDATE', [system_id]);
    const commission = () => post(key, 'admin', nodePath({ system_id }), { op: 'commission' });
    // Either may come first, and then waits for the node.
    const both = [commission(), commission()];
    expect((await Promise.race(both)).status).toBe(409);
    await client.query('COMMIT');
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await commission()).ok().as(Node).status).toBe(1);
  } finally {
    client.release();
  }
});

test('many requests at once have one effect', async () => {
  const name = 'idem-6';
  const replies = await Promise.all(Array.from({ length: 10 }, () => post(key, 'admin', 'zones/', { name })));
  const fresh = replies.filter((reply) => reply.status === 200 && reply.headers.get(REPLAYED) === null);
  expect(fresh).toHaveLength(1);
  for (const { status } of replies) expect(status).toBeOneOf([200, 409]);
});

test('upload of at most 1 MiB is stored once, and a larger one with a key is 400', async () => {
  const add = (bytes: number, fill = 'x') =>
    post(key, 'user', 'files/', { op: 'add', filename: 'idem', file: { filename: 'f', data: fill.repeat(bytes) } });
  expect((await add(2 ** 20 + 1)).text).toBe('The header Idempotency-Key is not possible with files above 1 MiB.');
  expect((await add(2 ** 20)).status).toBe(201);
  const again = await add(2 ** 20);
  expect([again.status, again.text, again.headers.get(REPLAYED)]).toEqual([201, '', 'true']);
  expect((await add(2 ** 20, 'y')).status).toBe(422);
  expect((await region.get('user', 'files/', { op: 'get', filename: 'idem' })).text).toBe('x'.repeat(2 ** 20));
});

test.each([
  ['user', 'account/', 'create_authorisation_token', 'holds a secret'],
  ['worker', 'nodegroups/{uuid}/', 'details', 'is BSON'],
] as const)('request of %s to %s %s with a key is 400, as its answer %s', async (as, path, op, why) => {
  const reply = await post(key, as, path.replace('{uuid}', region.worker.uuid), { op });
  expect([reply.status, reply.text]).toEqual([
    400,
    `The header Idempotency-Key is not possible here: the answer ${why}.`,
  ]);
});

test('request with a key that is not valid is 400', async () => {
  const reply = await post('"open', 'admin', 'zones/', { name: 'idem-7' });
  expect([reply.status, reply.text.startsWith('The header Idempotency-Key must have')]).toEqual([400, true]);
  expect((await region.get('admin', 'zones/idem-7/')).status).toBe(404);
});

test('reads, and calls without a signature, ignore the header', async () => {
  expect((await withKey('"open', 'admin', 'GET', 'zones/')).status).toBe(200);
  expect((await withKey(key, null, 'POST', 'zones/', { form: { name: 'x' } })).status).toBe(401);
});

const count = async () => {
  const { rows } = await region.database.pool.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM idempotency_keys WHERE key = $1',
    [key],
  );
  return rows[0]?.count;
};

test('answers end with their token, also when the request deletes its own token', async () => {
  const own = await makeKey(region, 'user');
  const name = { op: 'update_token_name', token: own.token, name: 'x' };
  (await post(key, own.key, 'account/', name)).ok();
  expect(await count()).toBe(1);
  (await post(randomUUID(), own.key, 'account/', { op: 'delete_authorisation_token', token_key: own.token })).ok();
  expect(await count()).toBe(0);
});

test('answer is kept for 24 hours', async () => {
  (await post(key, 'admin', 'zones/', { name: 'idem-8' })).ok();
  const age = (hours: number) =>
    region.database.pool.query(
      'UPDATE idempotency_keys SET created = now() - make_interval(hours => $2) WHERE key = $1',
      [key, hours],
    );
  await age(23);
  await purgeIdempotencyKeys(region.database);
  expect((await post(key, 'admin', 'zones/', { name: 'idem-8' })).status).toBe(200);
  await age(24);
  expect((await post(key, 'admin', 'zones/', { name: 'idem-9' })).ok().json).toMatchObject({ name: 'idem-9' });
  await age(24);
  await purgeIdempotencyKeys(region.database);
  expect(await count()).toBe(0);
});

test('X-MAAS-Ignored-Parameters and other headers are in the repeated answer', async () => {
  await makeNode(region, 'ready');
  const acquire = () => post(key, 'user', 'nodes/', { op: 'acquire', nonesuch: '1' });
  const [first, again] = [await acquire(), await acquire()];
  for (const reply of [first, again]) expect(reply.ok().headers.get('x-maas-ignored-parameters')).toBe('nonesuch');
  expect(again.as(z.object({ system_id: z.string() }))).toEqual({ system_id: first.as(Node).system_id });
});
