import { makeNode, type NodeState } from '../../support/factories/nodes.js';
import { macOf, nodeKey, nodePath } from '../../support/nodes.js';
import type { ApiKey } from '../../support/oauth.js';
import type { As, Region } from '../../support/region.js';
import type { Node } from '../../support/shapes.js';

export const ROOT = '/MAAS/metadata/';

/** A node with the credentials with which it reads its metadata. */
export interface TreeNode {
  readonly node: Node;
  readonly key: ApiKey;
}

export async function makeTreeNode(region: Region, state: NodeState): Promise<TreeNode> {
  const node = await makeNode(region, state, { power_type: 'ether_wake' });
  return { node, key: await nodeKey(region, node.system_id) };
}

/** Starts a node of `user` with these bytes as user data, or without any. */
export async function startNode(region: Region, { node }: TreeNode, userData?: Buffer): Promise<void> {
  const form = { op: 'start', ...(userData && { user_data: userData.toString('base64') }) };
  (await region.post('user', nodePath(node), form)).ok();
}

/** A tree in which a node reads its metadata: the path of what is `latest/…` in its own tree, and the caller. */
export interface Tree {
  readonly name: string;
  pathOf(path: string, node: TreeNode): string;
  callerOf(node: TreeNode): As;
}

export const TREES: readonly Tree[] = [
  { name: 'the tree by token', pathOf: (path) => `${ROOT}${path}`, callerOf: ({ key }) => key },
  { name: 'the tree of curtin', pathOf: (path) => `${ROOT}curtin/${path}`, callerOf: ({ key }) => key },
  {
    name: 'the tree by MAC address',
    pathOf: (path, { node }) => `${ROOT}${path.replace('/', `/by-mac/${macOf(node).toUpperCase()}/`)}`,
    callerOf: () => null,
  },
];
