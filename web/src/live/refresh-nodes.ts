import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { NODE_LIST, type Node } from '../api/node.js';

/**
 * Reads the changed nodes only, and puts them into the list. Nodes that the answer lacks are gone. The whole list is read
 * instead while it is incomplete, or when it has changed meanwhile and may be newer than the answer.
 * @param refresh reads queries again (refresh.ts)
 */
export async function refreshNodes(
  client: QueryClient,
  refresh: (queryKey: QueryKey) => void,
  ids: readonly string[],
  fetchNodes: (ids: readonly string[]) => Promise<readonly Node[]>,
): Promise<void> {
  const list = client.getQueryState(NODE_LIST);
  if (!list) return;
  if (list.data === undefined || list.isInvalidated || list.fetchStatus !== 'idle') return refresh(NODE_LIST);
  const answer = await fetchNodes(ids).catch(() => undefined);
  if (!answer || client.getQueryState(NODE_LIST) !== list) return refresh(NODE_LIST);
  const changed = new Map(answer.map((node) => [node.system_id, node]));
  client.setQueryData<Node[]>(NODE_LIST, (nodes = []) => merge(nodes, ids, changed));
}

function merge(nodes: readonly Node[], ids: readonly string[], changed: Map<string, Node>): Node[] {
  const gone = new Set(ids.filter((id) => !changed.has(id)));
  const known = nodes.filter(({ system_id: id }) => !gone.has(id)).map((node) => take(changed, node));
  return [...known, ...changed.values()];
}

/** The new form of a node. What is left in `changed` is new to the list. */
function take(changed: Map<string, Node>, node: Node): Node {
  const now = changed.get(node.system_id);
  if (!now) return node;
  changed.delete(node.system_id);
  return now;
}
