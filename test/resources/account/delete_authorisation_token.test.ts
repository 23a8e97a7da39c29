import { expect, test } from 'vitest';
import { makeKey } from '../../support/factories/accounts.js';
import { masterPath } from '../../support/factories/clusters.js';
import { makeReadyNodes } from '../../support/factories/many-nodes.js';
import { readNode } from '../../support/nodes.js';
import { type As, useRegion } from '../../support/region.js';
import { Node } from '../../support/shapes.js';

const region = useRegion();
const deleteToken = (as: As, token_key: string) =>
  region.post(as, 'account/', { op: 'delete_authorisation_token', token_key });

test('delete_authorisation_token ends a key at once, also the one that signs the request', async () => {
  const { key, token } = await makeKey(region, 'user');
  expect((await deleteToken(key, token)).status).toBe(204);
  for (const _ of ['while the region remembers it', 'and afterwards']) {
    const refused = await region.get(key, 'users/');
    expect([refused.status, refused.text]).toEqual([401, 'Invalid consumer.']);
    expect(refused.headers.get('www-authenticate')).toMatch(/^OAuth/);
  }
});

test('delete_authorisation_token of another user is 404, and the key stays valid', async () => {
  const { key, token } = await makeKey(region, 'user');
  expect((await deleteToken('admin', token)).status).toBe(404);
  expect((await region.get(key, 'users/')).status).toBe(200);
});

test('delete_authorisation_token of the key that acquired a node leaves the node with its user', async () => {
  await makeReadyNodes(region.database, 1);
  const { key, token } = await makeKey(region, 'user');
  const { system_id } = (await region.post(key, 'nodes/', { op: 'acquire' })).as(Node);
  await deleteToken('user', token);
  expect((await readNode(region, system_id)).owner).toBe('user');
});

test('delete_authorisation_token by a worker is 403, and its key stays valid', async () => {
  const [, token = ''] = region.worker.key.split(':');
  expect((await deleteToken('worker', token)).status).toBe(403);
  (await region.get('worker', masterPath(region), { op: 'list_nodes' })).ok();
});

test('delete_authorisation_token of an unknown token is 404', async () => {
  expect((await deleteToken('user', 'nothing')).status).toBe(404);
});

test('delete_authorisation_token without a token is 400', async () => {
  expect((await region.post('user', 'account/', { op: 'delete_authorisation_token' })).status).toBe(400);
});
