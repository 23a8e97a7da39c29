import type { Query, QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Makes the function that reads queries again, all below a key. A running fetch may have missed the change, so that it is
 * followed by another one. It is not cancelled: under steady change, no fetch would ever end.
 */
export function makeRefresh(client: QueryClient, signal: AbortSignal): (queryKey: QueryKey) => void {
  const cache = client.getQueryCache();
  const again = new WeakSet<Query>();
  const refresh = (query: Query) => {
    if (query.state.fetchStatus !== 'idle') again.add(query);
    else void client.invalidateQueries({ queryKey: query.queryKey, exact: true }, { cancelRefetch: false });
  };
  const stop = cache.subscribe(({ type, query }) => {
    if (type !== 'updated' || query.state.fetchStatus !== 'idle' || !again.delete(query)) return;
    // The query must have told its result before it is read again.
    queueMicrotask(() => refresh(query));
  });
  signal.addEventListener('abort', stop);
  return (queryKey) => cache.findAll({ queryKey }).forEach(refresh);
}
