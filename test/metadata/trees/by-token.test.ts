import { beforeAll, expect, test } from 'vitest';
import { useRegion } from '../../support/region.js';
import { makeTreeNode, ROOT, type TreeNode } from './tree-node.js';

const OWN = ['latest/', 'latest/meta-data/', 'latest/meta-data/instance-id', 'latest/user-data', 'curtin/latest/'];
const SHARED = ['', 'curtin/', 'latest/maas-commissioning-scripts'];

const region = useRegion();
let node: TreeNode;
beforeAll(async () => {
  node = await makeTreeNode(region, 'commissioning');
});

test.each([...OWN, ...SHARED])('metadata/%s without credentials is 401', async (path) => {
  expect((await region.get(null, `${ROOT}${path}`)).status).toBe(401);
});

test.each(OWN)('metadata/%s with credentials of an account that is not a node is 403', async (path) => {
  for (const as of ['user', 'admin', 'worker'] as const) {
    expect((await region.get(as, `${ROOT}${path}`)).status).toBe(403);
  }
});

test('metadata with a wrong secret is 401', async () => {
  const [consumer, token] = node.key.split(':');
  expect((await region.get(`${consumer}:${token}:wrong`, `${ROOT}latest/`)).status).toBe(401);
});

test('an API request with the credentials of a node is 403', async () => {
  expect((await region.get(node.key, 'nodes/', { op: 'list' })).status).toBe(403);
});
