import { expect, test } from 'vitest';
import { makeNode } from '../../../support/factories/nodes.js';
import { ALLOCATED, METADATA, macOf, nodeKey, nodePath, readNode } from '../../../support/nodes.js';
import { useRegion } from '../../../support/region.js';

const region = useRegion();

test('delete by an administrator removes the node with its MAC addresses and credentials', async () => {
  const node = await makeNode(region, 'ready');
  const key = await nodeKey(region, node.system_id);
  const reply = await region.delete('admin', nodePath(node));
  expect([reply.status, reply.bytes.length, reply.type]).toEqual([204, 0, 'text/plain']);
  expect((await region.get('admin', nodePath(node))).status).toBe(404);
  expect((await region.post(key, METADATA, { op: 'signal', status: 'OK' })).status).toBe(401);
  const query = { op: 'is_registered', mac_address: macOf(node) };
  expect((await region.get(null, 'nodes/', query)).text).toBe('false');
});

test.each(['user', 'user2'] as const)('delete by %s is 403, even by the owner', async (as) => {
  const node = await makeNode(region, 'allocated', { owner: 'user' });
  expect((await region.delete(as, nodePath(node))).status).toBe(403);
  expect(await readNode(region, node.system_id)).toEqual(node);
});

test('delete of an allocated node is 409, and the node stays', async () => {
  const node = await makeNode(region, 'allocated');
  expect((await region.delete('admin', nodePath(node))).status).toBe(409);
  expect((await readNode(region, node.system_id)).status).toBe(ALLOCATED);
});

test.each(['user', 'admin'] as const)('delete of an unknown node by %s is 404', async (as) => {
  expect((await region.delete(as, 'nodes/node-x/')).status).toBe(404);
});
