import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeReadyNodes } from '../support/factories/many-nodes.js';
import { readNode } from '../support/nodes.js';
import { type As, useRegion } from '../support/region.js';
import { Node } from '../support/shapes.js';

const Key = z.strictObject({ consumer_key: z.string(), token_key: z.string(), token_secret: z.string() });

const region = useRegion();

async function newKey(as: As) {
  const key = (await region.post(as, 'account/', { op: 'create_authorisation_token' })).as(Key);
  return { ...key, text: `${key.consumer_key}:${key.token_key}:${key.token_secret}` };
}

const remove = (as: As, token_key: string) =>
  region.post(as, 'account/', { op: 'delete_authorisation_token', token_key });

test('a new key signs requests of its user', async () => {
  const { text, token_key, token_secret } = await newKey('user');
  expect([token_key.length, token_secret.length]).toEqual([18, 32]);
  expect((await region.get(text, 'users/user/')).status).toBe(200);
});

test('a deleted key signs nothing any more, the one that deletes itself included', async () => {
  const { text, token_key } = await newKey('user');
  expect((await remove(text, token_key)).status).toBe(204);
  for (const _ of ['while it is remembered', 'and afterwards']) {
    const refused = await region.get(text, 'users/');
    expect([refused.status, refused.text]).toEqual([401, 'Invalid consumer.']);
    expect(refused.headers.get('www-authenticate')).toMatch(/^OAuth/);
  }
});

test('nobody deletes the key of another user', async () => {
  const { text, token_key } = await newKey('user');
  expect((await remove('admin', token_key)).status).toBe(404);
  expect((await region.get(text, 'users/')).status).toBe(200);
});

test('a node stays with its user when the key that acquired it is deleted', async () => {
  await makeReadyNodes(region.database, 1);
  const { text, token_key } = await newKey('user');
  const { system_id } = (await region.post(text, 'nodes/', { op: 'acquire' })).as(Node);
  await remove('user', token_key);
  expect((await readNode(region, system_id)).owner).toBe('user');
});

test('the key of a cluster is not deleted', async () => {
  const [, tokenKey = ''] = region.worker.key.split(':');
  expect((await remove('worker', tokenKey)).status).toBe(409);
  expect((await region.get('worker', 'users/')).status).toBe(200);
});

test.each([
  ['a missing token_key', 'user', { op: 'delete_authorisation_token' }, 400],
  ['an unknown token_key', 'user', { op: 'delete_authorisation_token', token_key: 'nothing' }, 404],
  ['no credentials', null, { op: 'create_authorisation_token' }, 401],
  ['an unknown op', 'user', { op: 'rename' }, 400],
] as const)('%s: %s %o is refused with %i', async (_, as, form, status) => {
  expect((await region.post(as, 'account/', form)).status).toBe(status);
});

test('GET is not allowed', async () => {
  const reply = await region.get('user', 'account/');
  expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'POST']);
});
