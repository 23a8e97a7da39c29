import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { fetchNodes } from '../api/nodes.js';
import { loadSession } from '../session/session.js';
import { followLive } from './live.js';
import { makeRefresh } from './refresh.js';
import { refreshNodes } from './refresh-nodes.js';

/** The least time between two refreshes of lists about all nodes, which may be long. */
const LIST_PAUSE_MS = 1_000;
/** They show nodes, and no change of a node says which of them are old. */
const ABOUT_NODES: readonly QueryKey[] = [
  ['nodes', 'leases'],
  ['clusters', 'nodes'],
];

/** Keeps the answers in the cache true to the region, until `signal` aborts. */
export function keepFresh(client: QueryClient, signal: AbortSignal): void {
  const refresh = makeRefresh(client, signal);
  const refreshAbout = throttle(() => ABOUT_NODES.forEach(refresh), LIST_PAUSE_MS);
  const refreshAll = throttle(() => refresh(['nodes']), LIST_PAUSE_MS);
  let refreshed = Promise.resolve();
  const change = (kind: string, ids: readonly string[] | true) => {
    if (kind !== 'nodes') return refresh([kind]);
    refreshAbout();
    if (ids === true) return refreshAll();
    for (const id of ids) refresh(['nodes', 'one', id]);
    // One after the other, so that no older answer replaces a newer one.
    refreshed = refreshed.then(() => refreshNodes(client, refresh, ids, fetchNodes));
  };
  followLive((message) => {
    if (message.kind === 'end') void loadSession();
    if (message.kind === 'reload') refresh([]);
    if (message.kind !== 'change') return;
    for (const [kind, ids] of Object.entries(message.changes)) change(kind, ids);
  }, signal);
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
