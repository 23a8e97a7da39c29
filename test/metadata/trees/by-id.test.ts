import { expect, test } from 'vitest';
import { makeNode } from '../../support/factories/nodes.js';
import { byIdPath, nodeKey, readNode, UNKNOWN_NODE } from '../../support/nodes.js';
import { startRegion, useRegion } from '../../support/region.js';

const region = useRegion();

test('get_preseed has the credentials and the metadata URL of the node', async () => {
  const node = await makeNode(region, 'commissioning');
  const reply = await region.get(null, byIdPath(node), { op: 'get_preseed' });
  expect([reply.status, reply.type]).toEqual([200, 'text/plain']);
  expect(reply.text).toMatch(/^#cloud-config\n/);
  expect(reply.text).toContain(`metadata_url: "${region.api.origin}/MAAS/metadata/"`);
});

test('get_preseed in concurrent and later requests has the same credentials', async () => {
  const { system_id } = await makeNode(region);
  const keys = await Promise.all(Array.from({ length: 10 }, () => nodeKey(region, system_id)));
  expect(new Set([...keys, await nodeKey(region, system_id)]).size).toBe(1);
});

test('netboot_off without credentials turns netboot off', async () => {
  const node = await makeNode(region, 'allocated');
  expect((await region.post(null, byIdPath(node), { op: 'netboot_off' })).text).toBe('OK');
  expect((await readNode(region, node.system_id)).netboot).toBe(false);
});

test('get_preseed and netboot_off of an unknown node are 404', async () => {
  expect((await region.get(null, byIdPath(UNKNOWN_NODE), { op: 'get_preseed' })).status).toBe(404);
  expect((await region.post(null, byIdPath(UNKNOWN_NODE), { op: 'netboot_off' })).status).toBe(404);
});

test('other operations by id are 400', async () => {
  const path = byIdPath(await makeNode(region, 'commissioning'));
  for (const op of ['signal', 'netboot_on']) expect((await region.post(null, path, { op })).status).toBe(400);
  expect((await region.get(null, path)).status).toBe(400);
});

test.each([
  ['10.0.0.0/8, fd00::/8', 403],
  ['127.0.0.0/8', 404],
])('get_preseed of an unknown node in a region with METADATA_ALLOW=%s is %i', async (METADATA_ALLOW, status) => {
  await using other = await startRegion({ env: { METADATA_ALLOW } });
  expect((await other.get(null, byIdPath(UNKNOWN_NODE), { op: 'get_preseed' })).status).toBe(status);
});
