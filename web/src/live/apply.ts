import type { QueryClient } from '@tanstack/react-query';
import type { Node } from '../api/node.js';
import { fetchNodes, NODE_LIST } from '../api/nodes.js';
import { loadSession } from '../session/session.js';
import { followLive, type LiveMessage } from './live.js';

/** The least time between two refreshes of the whole list of nodes, which may be long. */
const LIST_PAUSE_MS = 1_000;

/** Keeps the answers in the cache true to the region, until `signal` aborts. */
export function keepFresh(client: QueryClient, signal: AbortSignal): void {
  const refreshAll = throttle(() => client.invalidateQueries({ queryKey: ['nodes'] }), LIST_PAUSE_MS);
  followLive((message) => apply(client, message, refreshAll), signal);
}

function apply(client: QueryClient, message: LiveMessage, refreshAllNodes: () => void): void {
  if (message.kind === 'end') void loadSession();
  if (message.kind === 'reload') void client.invalidateQueries();
  if (message.kind !== 'change') return;
  for (const [kind, ids] of Object.entries(message.changes)) {
    if (kind !== 'nodes') void client.invalidateQueries({ queryKey: [kind] });
    else if (ids === true) refreshAllNodes();
    else void refreshNodes(client, ids);
  }
}

/** Reads the changed nodes only, and puts them into the list. Nodes that the answer lacks are gone. */
async function refreshNodes(client: QueryClient, ids: readonly string[]): Promise<void> {
  for (const id of ids) void client.invalidateQueries({ queryKey: ['nodes', 'one', id] });
  if (!client.getQueryData(NODE_LIST)) return;
  try {
    const changed = new Map((await fetchNodes(ids)).map((node) => [node.system_id, node]));
    client.setQueryData<Node[]>(NODE_LIST, (nodes = []) => merge(nodes, ids, changed));
  } catch {
    await client.invalidateQueries({ queryKey: NODE_LIST });
  }
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

/** Calls `work` at once, and at most once in each interval: calls in between are joined into one at its end. */
function throttle(work: () => void, interval: number): () => void {
  let isWaiting = false;
  let wantsMore = false;
  const run = () => {
    if (isWaiting) {
      wantsMore = true;
      return;
    }
    isWaiting = true;
    work();
    setTimeout(() => {
      isWaiting = false;
      if (!wantsMore) return;
      wantsMore = false;
      run();
    }, interval);
  };
  return run;
}
