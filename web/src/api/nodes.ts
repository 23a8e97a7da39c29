import { queryOptions } from '@tanstack/react-query';
import { api } from './client.js';
import { dataOf } from './errors.js';
import { NODE_LIST, type Node } from './node.js';

/** Ids stand in the URL, whose length is bounded. */
const IDS_AT_ONCE = 100;

/** All nodes that the user sees, in the order of their creation. */
export const nodeList = queryOptions({
  queryKey: NODE_LIST,
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/nodes/;op=list', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

export function nodeById(system_id: string) {
  return queryOptions({
    queryKey: ['nodes', 'one', system_id],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/1.0/nodes/{system_id}/', { params: { path: { system_id } }, signal })),
  });
}

/** Reads some nodes. Unknown ids are left out. */
export async function fetchNodes(ids: readonly string[]): Promise<Node[]> {
  const lists = inParts(ids, IDS_AT_ONCE).map((id) =>
    dataOf(api.GET('/api/1.0/nodes/;op=list', { params: { query: { id } } })),
  );
  return (await Promise.all(lists)).flat();
}

/** Splits a list into parts of at most `size` members. */
export function inParts<Member>(members: readonly Member[], size: number): Member[][] {
  const count = Math.ceil(members.length / size);
  return Array.from({ length: count }, (_, index) => members.slice(index * size, (index + 1) * size));
}
