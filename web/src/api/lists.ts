import { queryOptions } from '@tanstack/react-query';
import type { Answer } from './answer.js';
import { api } from './client.js';
import { dataOf } from './errors.js';

export type Zone = Answer<'/api/1.0/zones/'>[number];
export type Tag = Answer<'/api/1.0/tags/;op=list'>[number];
export type Cluster = Answer<'/api/1.0/nodegroups/;op=list'>[number];
export type MaasEvent = Answer<'/api/1.0/events/;op=query'>['events'][number];

export const zoneList = queryOptions({
  queryKey: ['zones', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/zones/', { signal })),
});

export const tagList = queryOptions({
  queryKey: ['tags', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/tags/;op=list', { signal })),
});

export const clusterList = queryOptions({
  queryKey: ['clusters', 'list'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/nodegroups/;op=list', { signal })),
});

/** The system ids of the nodes of each cluster. */
export const clusterNodes = queryOptions({
  queryKey: ['clusters', 'nodes'],
  queryFn: ({ signal }) => dataOf(api.GET('/api/1.0/nodegroups/;op=list_nodes', { signal })),
});

/** All types, also those beyond MAAS 1.0. They do not change while a region runs. */
export const powerTypes = queryOptions({
  queryKey: ['power-types'],
  queryFn: ({ signal }) =>
    dataOf(api.GET('/api/1.0/nodegroups/;op=describe_power_types', { params: { query: { all: 'true' } }, signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The newest events, of one node or of all. */
export const newestEvents = (limit: number, systemId?: string) => newest('INFO', limit, systemId);

/** The newest audit records of a node. For administrators. */
export const newestAudit = (limit: number, systemId: string) => newest('AUDIT', limit, systemId);

function newest(level: 'INFO' | 'AUDIT', limit: number, systemId: string | undefined) {
  return queryOptions({
    queryKey: ['events', 'newest', level, systemId ?? '', limit],
    queryFn: async ({ signal }) => {
      const query = { level, limit: String(limit), id: systemId === undefined ? undefined : [systemId] };
      const { events } = await dataOf(api.GET('/api/1.0/events/;op=query', { params: { query }, signal }));
      return events;
    },
  });
}
