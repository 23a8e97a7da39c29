import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertReadyNodes } from './many-nodes.js';
import { ALLOCATED, allocatedNode, READY, readyNode, reportImages } from './nodes.js';
import { type Region, startBeside, startRegion } from './region.js';
import { Node, Nodes } from './shapes.js';

let region: Region;
beforeAll(async () => {
  region = await startRegion();
  await reportImages(region);
});
afterAll(() => region[Symbol.asyncDispose]());

test('a node that was commissioned through the API is ready, and an allocated one is its owner’s', async () => {
  expect(await readyNode(region)).toMatchObject({ status: READY, owner: null });
  expect(await allocatedNode(region, 'user2')).toMatchObject({ status: ALLOCATED, owner: 'user2' });
});

test('nodes written in bulk are nodes as the API makes them, and can be acquired', async () => {
  const ids = await insertReadyNodes(region.database, 3);
  const nodes = (await region.get('user', 'nodes/', { op: 'list', id: ids })).as(Nodes);
  expect(nodes.map((node) => [node.system_id, node.status, node.macaddress_set.length])).toEqual(
    ids.map((id) => [id, READY, 2]),
  );
  const [first] = nodes;
  const acquired = await region.post('user', 'nodes/', { op: 'acquire', name: first?.hostname ?? '' });
  expect(acquired.as(Node)).toMatchObject({ system_id: first?.system_id, owner: 'user' });
});

test('the statements of a request are counted, each application’s for itself', async () => {
  await using other = await startBeside(region);
  await region.get('user', 'nodes/', { op: 'list' });
  const counted = region.queries();
  await other.get(null, 'version/');
  expect(counted).toBeGreaterThan(0);
  expect(region.queries()).toBe(counted);
  expect(other.queries()).toBe(0);
});
