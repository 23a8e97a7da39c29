import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, onTestFinished, test, vi } from 'vitest';
import { NODE_LIST, type Node } from '../../../web/src/api/node.js';
import { makeRefresh } from '../../../web/src/live/refresh.js';
import { refreshNodes } from '../../../web/src/live/refresh-nodes.js';

/** A page that shows a list. Each of its requests waits until the test answers it. */
function openPage<Data>(queryKey: readonly string[]) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const closing = new AbortController();
  const requests: { answer: (data: Data) => void; signal: AbortSignal }[] = [];
  const queryFn = ({ signal }: { signal: AbortSignal }) =>
    new Promise<Data>((answer) => {
      requests.push({ answer, signal });
    });
  const observer = new QueryObserver<Data>(client, { queryKey, queryFn, staleTime: Number.POSITIVE_INFINITY });
  const close = observer.subscribe(() => undefined);
  onTestFinished(() => {
    close();
    closing.abort();
    client.clear();
  });
  const refresh = makeRefresh(client, closing.signal);
  /** Answers the request with this number, once it is sent. */
  const answer = async (number: number, data: Data) => {
    await vi.waitFor(() => expect(requests.length).toBeGreaterThan(number));
    requests[number]?.answer(data);
    await vi.waitFor(() => expect(observer.getCurrentResult().data).toEqual(data));
  };
  return { client, refresh, requests, answer, shown: () => observer.getCurrentResult() };
}

test('a change during the first load is read after it', async () => {
  const page = openPage<string>(['tags']);
  page.refresh(['tags']);
  await page.answer(0, 'before the change');
  await page.answer(1, 'after the change');
  expect(page.shown().isFetching).toBe(false);
});

test('changes during a refetch do not cancel it, and are read by one more', async () => {
  const page = openPage<string>(['tags', 'list']);
  await page.answer(0, 'first');
  page.refresh(['tags']);
  for (let change = 0; change < 10; change++) page.refresh(['tags']);
  await page.answer(1, 'second');
  await page.answer(2, 'third');
  expect(page.requests.map(({ signal }) => signal.aborted)).toEqual([false, false, false]);
  expect(page.shown().isFetching).toBe(false);
});

const node = (system_id: string, hostname = system_id) => ({ system_id, hostname }) as Node;

test('changed nodes are put into the list, and nodes that are gone leave it', async () => {
  const page = openPage<Node[]>(NODE_LIST);
  await page.answer(0, [node('a'), node('b'), node('c')]);
  await refreshNodes(page.client, page.refresh, ['b', 'c', 'd'], async () => [node('b', 'new'), node('d')]);
  expect(page.shown().data).toEqual([node('a'), node('b', 'new'), node('d')]);
  expect(page.requests).toHaveLength(1);
});

test('a changed node during the first load of the list is in the list', async () => {
  const page = openPage<Node[]>(NODE_LIST);
  await refreshNodes(page.client, page.refresh, ['a'], async () => [node('a', 'new')]);
  await page.answer(0, [node('a', 'old')]);
  await page.answer(1, [node('a', 'new')]);
});

test('an answer about nodes does not replace a list that was read after it', async () => {
  const page = openPage<Node[]>(NODE_LIST);
  await page.answer(0, [node('a', 'old')]);
  await refreshNodes(page.client, page.refresh, ['a'], async () => {
    page.refresh(NODE_LIST);
    await page.answer(1, [node('a', 'newest')]);
    return [node('a', 'new')];
  });
  await vi.waitFor(() => expect(page.requests).toHaveLength(3));
  expect(page.shown().data).toEqual([node('a', 'newest')]);
});
